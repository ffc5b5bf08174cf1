"""Training speed of VGG-16 in CIFAR layout with PyTorch: vgg16_torch.py bfloat16|float32 STEPS prints images per second.

Forward, backward and Nesterov step at batch 128, channels last; every step but the first is timed.
"""
import json
import os
import sys
import time

import torch
from torch import nn

WIDTHS = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0]
BATCH = 128


def network():
    layers = []
    inputs = 3
    for width in WIDTHS:
        if width == 0:
            layers.append(nn.MaxPool2d(2))
            continue
        layers += [nn.Conv2d(inputs, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
        inputs = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(inputs, 100)).to(memory_format=torch.channels_last)


def main():
    precision, steps = sys.argv[1], int(sys.argv[2])
    # By itself it may take fewer than the processors it is given.
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    torch.manual_seed(1)
    net = network()
    optimiser = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, nesterov=True, weight_decay=5e-4)
    images = torch.randn(BATCH, 3, 32, 32).contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, 100, (BATCH,))
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.1)
    for step in range(steps):
        if step == 1:
            begun = time.perf_counter()
        optimiser.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
            logits = net(images)
        loss_of(logits.float(), labels).backward()
        optimiser.step()
    seconds = time.perf_counter() - begun
    print(json.dumps({"imagesPerSecond": BATCH * (steps - 1) / seconds, "torch": torch.__version__}))


main()
