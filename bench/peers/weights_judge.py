"""Weights between Ichor and PyTorch, as PyTorch has them: what it prints is one line of JSON. Needs torch and torchvision.

    weights_judge.py load NAME FILE IMAGES SHAPE   logits of torchvision's network NAME, of 6 classes, with the weights of a
                                                   .safetensors or .onnx file, strictly loaded, for images (float32, N,C,H,W)
    weights_judge.py save LIBRARY NAME FILE IMAGES SHAPE   saves the state dict of a network of LIBRARY (torchvision or timm)
                                                   and prints its logits

Both formats are read by hand, so that neither Ichor nor a library of theirs judges itself.
"""
import json
import struct
import sys

import torch
import torchvision


def read_safetensors(data):
    (length,) = struct.unpack("<Q", data[:8])
    header, body = json.loads(bytes(data[8 : 8 + length])), data[8 + length :]
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32", entry
        begin, end = entry["data_offsets"]
        values = torch.frombuffer(bytearray(body[begin:end]), dtype=torch.float32)
        tensors[name] = values.reshape(entry["shape"])
    return tensors


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """Numbers and values of the fields of a protobuf message."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        if tag & 7 == 0:
            value, at = varint(data, at)
        else:
            size = {1: 8, 5: 4}.get(tag & 7)
            if size is None:
                size, at = varint(data, at)
            value = data[at : at + size]
            at += size
        yield tag >> 3, value


def read_onnx(data):
    """The float32 initializers, but for constants of the graph."""
    tensors = {}
    for number, graph in fields(data):
        if number != 7:
            continue
        for kind, message in fields(graph):
            if kind != 5:
                continue
            shape, element, name, raw = [], 0, "", b""
            for field, value in fields(message):
                if field == 1:
                    at = 0
                    while at < len(value):
                        size, at = varint(value, at)
                        shape.append(size)
                elif field == 2:
                    element = value
                elif field == 8:
                    name = bytes(value).decode()
                elif field == 9:
                    raw = value
            if element == 1 and not name.startswith("constant_"):
                tensors[name] = torch.frombuffer(bytearray(raw), dtype=torch.float32).reshape(shape)
    return tensors


def images_of(path, shape):
    with open(path, "rb") as file:
        values = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
    return values.reshape([int(size) for size in shape.split(",")])


def logits(network, images):
    """In float64, and how far PyTorch itself is from that in float32."""
    with torch.no_grad():
        single = network.eval()(images)
        double = network.double()(images.double())
    return {"logits": double.tolist(), "rounding": (single - double).abs().max().item()}


def load(name, path, images, shape):
    with open(path, "rb") as file:
        data = memoryview(file.read())
    tensors = (read_onnx if path.endswith(".onnx") else read_safetensors)(data)
    network = getattr(torchvision.models, name)(num_classes=6)
    network.load_state_dict(tensors, strict=True)
    return logits(network, images_of(images, shape))


def save(library, name, path, images, shape):
    torch.manual_seed(0)
    if library == "timm":
        import timm

        network = timm.create_model(name, num_classes=6)
    else:
        network = getattr(torchvision.models, name)(num_classes=6)
    network.train()
    norms = [module for module in network.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    with torch.no_grad():
        for norm in norms:
            norm.weight += 0.1 * torch.randn_like(norm.weight)
            norm.bias += 0.1 * torch.randn_like(norm.bias)
            # Statistics of what is seen: with others an image fades, or blows up, over so many layers.
            norm.momentum = 1.0
        seen = images_of(images, shape)
        network(torch.cat([seen, torch.rand(14, *seen.shape[1:]) * 2 - 1]))
    torch.save(network.state_dict(), path)
    return logits(network, images_of(images, shape))


print(json.dumps({"load": load, "save": save}[sys.argv[1]](*sys.argv[2:])))
