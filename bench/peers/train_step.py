"""Seconds that PyTorch takes for training steps of a torchvision network: one line of JSON a request.

Started once a memory layout, then asked by a line on standard input for each round, so that it can take turns with another
program. Needs Debian's python3-torch and python3-torchvision.
"""
import json
import sys
import time

import torch
import torchvision

name, batch, size, layout = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(2)
torch.manual_seed(0)
network = getattr(torchvision.models, name)(num_classes=6).train()
images = torch.rand(batch, 3, size, size)
labels = (torch.rand(batch, 6) < 0.3).float()
if layout == "channels-last":
    network = network.to(memory_format=torch.channels_last)
    images = images.to(memory_format=torch.channels_last)
adam = torch.optim.Adam(network.parameters(), lr=5e-4)
loss_of = torch.nn.functional.binary_cross_entropy_with_logits

for line in sys.stdin:
    wall, cpu = [], []
    for _ in range(int(line)):
        begin, used = time.perf_counter(), time.process_time()
        adam.zero_grad(set_to_none=True)
        loss_of(network(images), labels).backward()
        adam.step()
        wall.append(time.perf_counter() - begin)
        cpu.append(time.process_time() - used)
    print(json.dumps({"wall": wall, "cpu": cpu, "torch": torch.__version__}), flush=True)
