"""Seconds that PyTorch takes for training steps of a torchvision network: one line of JSON a request.

Started once a mode, then asked by a line on standard input for each round, so that it can take turns with another
program. Needs torch and torchvision, the newest for a fair comparison. Modes: contiguous, channels-last, bfloat16 (under
autocast, channels-last). `resnet18+fpn` has a decoder as the project's feature pyramid, masks of 6 outputs.
"""
import json
import resource
import sys
import time

import torch
import torchvision
from torch import nn
from torch.nn import functional

name, batch, size, mode = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(2)
torch.manual_seed(0)


class WithPyramid(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.encoder = torchvision.models.resnet18(num_classes=6)
        self.lateral = nn.ModuleList([nn.Conv2d(c, width, 1) for c in (64, 128, 256, 512)])
        self.smooth = nn.ModuleList(
            [nn.Sequential(nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()) for _ in range(3)]
        )
        self.masks = nn.Conv2d(width, 6, 1)

    def forward(self, x):
        e = self.encoder
        x = e.maxpool(e.relu(e.bn1(e.conv1(x))))
        features = []
        for layer in (e.layer1, e.layer2, e.layer3, e.layer4):
            x = layer(x)
            features.append(x)
        y = self.lateral[3](features[3])
        for i in (2, 1, 0):
            y = self.smooth[i](functional.interpolate(y, scale_factor=2.0, mode="nearest") + self.lateral[i](features[i]))
        return e.fc(x.mean((2, 3))), self.masks(y)


network = (WithPyramid() if name == "resnet18+fpn" else getattr(torchvision.models, name)(num_classes=6)).train()
images = torch.rand(batch, 3, size, size)
truths = [(torch.rand(batch, 6) < 0.3).float()]
if name == "resnet18+fpn":
    truths.append((torch.rand(batch, 6, size // 4, size // 4) < 0.3).float())
if mode != "contiguous":
    network = network.to(memory_format=torch.channels_last)
    images = images.to(memory_format=torch.channels_last)
adam = torch.optim.Adam(network.parameters(), lr=5e-4)
loss_of = functional.binary_cross_entropy_with_logits

for line in sys.stdin:
    wall, cpu = [], []
    for _ in range(int(line)):
        begin, used = time.perf_counter(), time.process_time()
        adam.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=mode == "bfloat16"):
            out = network(images)
        outputs = out if isinstance(out, tuple) else (out,)
        sum(loss_of(o.float(), truth) for o, truth in zip(outputs, truths)).backward()
        adam.step()
        wall.append(time.perf_counter() - begin)
        cpu.append(time.process_time() - used)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": peak, "torch": torch.__version__}), flush=True)
