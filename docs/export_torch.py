"""Writes a PyTorch network for `bottlenet-sim import`: network.json, weights.safetensors and reference.safetensors.

    from export_torch import export
    export(model, "my-net", name="my-net", data_set="cifar10", mean=(0.49, 0.48, 0.45), deviation=(0.25, 0.24, 0.26),
           images=images, splits={"early": model.layer2, "late": model.layer4})

`model` takes images normalised by mean and deviation. `images`: a few pictures, uint8, [n, 3, 32, 32]; what the network makes
of them is the reference. `splits`: name of a split, and the module behind whose output it lies. `layers`: the modules in the
order in which they are called, where the model itself is no nn.Sequential. Needs PyTorch only.
"""

import json
import os
import struct

import torch
from torch import nn


def export(model, folder, name, data_set, mean, deviation, images, splits, layers=None):
    model = model.cpu().float().eval()
    names = {id(module): path for path, module in model.named_modules()}
    walk = Walk(names, {id(module): split for split, module in splits.items()})
    for module in [model] if layers is None else layers:
        walk.add(module)
    missing = set(splits) - {layer["name"] for layer in walk.layers if layer["kind"] == "split"}
    if missing:
        raise ValueError(f"splits behind modules that are not among the layers: {sorted(missing)}")
    logits, features = run(model, images, mean, deviation, splits)
    os.makedirs(folder, exist_ok=True)
    description = {
        "format": "bottlenet-sim/network@1",
        "name": name,
        "dataSet": data_set,
        "classCount": logits.shape[1],
        "mean": list(mean),
        "deviation": list(deviation),
        "layers": walk.layers,
    }
    with open(os.path.join(folder, "network.json"), "w") as file:
        json.dump(description, file, indent=2)
        file.write("\n")
    weights = {path: tensor for path, tensor in model.state_dict().items() if tensor.is_floating_point()}
    save(os.path.join(folder, "weights.safetensors"), weights)
    reference = {"images": images.permute(0, 2, 3, 1).half(), "logits": logits}
    reference.update({f"split.{split}": feature for split, feature in features.items()})
    save(os.path.join(folder, "reference.safetensors"), reference)


class Walk:
    """The layers of modules, in the order in which they are called."""

    def __init__(self, names, splits):
        self.names, self.splits, self.layers = names, splits, []

    def add(self, module):
        self.layers += self.of(module)
        if id(module) in self.splits:
            self.layers.append({"kind": "split", "name": self.splits[id(module)]})

    def of(self, module):
        path = self.names.get(id(module), "")
        if isinstance(module, nn.Sequential):
            for child in module:
                self.add(child)
            return []
        if isinstance(module, nn.Conv2d):
            plain = module.groups == 1 and set(module.dilation) == {1} and module.padding_mode == "zeros"
            stride, padding = set(module.stride), set(nn.modules.utils._pair(module.padding))
            if not plain or len(stride) > 1 or len(padding) > 1 or isinstance(module.padding, str):
                raise ValueError(f"{path}: {module}; accepted: square stride and padding, no groups, no dilation")
            return [{"kind": "convolution", "parameters": path, "stride": stride.pop(), "padding": padding.pop()}]
        if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d)):
            return [{"kind": "batch-norm", "parameters": path, "epsilon": module.eps}]
        if isinstance(module, nn.ReLU):
            return [{"kind": "relu"}]
        if isinstance(module, nn.MaxPool2d):
            size, stride, padding = module.kernel_size, module.stride, module.padding
            return [{"kind": "max-pool", "size": size, "stride": stride, "padding": padding}]
        if isinstance(module, (nn.AdaptiveAvgPool2d, nn.AvgPool2d)):
            return [{"kind": "mean-pool"}]
        if isinstance(module, nn.Linear):
            return [{"kind": "dense", "parameters": path}]
        if isinstance(module, (nn.Flatten, nn.Dropout, nn.Dropout2d, nn.Identity)):
            return []
        main, shortcut = ways(module)
        if main is not None:
            return [{"kind": "residual", "main": self.branch(main), "shortcut": self.branch(shortcut)}, {"kind": "relu"}]
        raise ValueError(f"{path or 'the model'}: {type(module).__name__} is unknown; pass its modules as `layers`")

    def branch(self, modules):
        inner = Walk(self.names, {})
        for module in modules:
            inner.add(module)
        return inner.layers


def ways(block):
    """Main way and shortcut of a residual block: attributes `main` and `shortcut`, or named as in torchvision."""
    if hasattr(block, "main"):
        return [block.main], [block.shortcut]
    convolutions = [i for i in (1, 2, 3) if hasattr(block, f"conv{i}")]
    if len(convolutions) < 2:
        return None, None
    main = []
    for i in convolutions:
        main += [getattr(block, f"conv{i}"), getattr(block, f"bn{i}"), nn.ReLU()]
    shortcut = getattr(block, "downsample", None) or getattr(block, "shortcut", None)
    return main[:-1], [] if shortcut is None else [shortcut]


def run(model, images, mean, deviation, splits):
    features = {}
    hooks = [
        module.register_forward_hook(lambda _module, _input, output, split=split: features.update({split: output.clone()}))
        for split, module in splits.items()
    ]
    colours = [torch.tensor(values).view(1, 3, 1, 1) for values in (mean, deviation)]
    with torch.no_grad():
        logits = model((images.float() / 255 - colours[0]) / colours[1])
    for hook in hooks:
        hook.remove()
    return logits, features


def save(path, tensors):
    """Safetensors: header length (8 bytes, little-endian), JSON header, data."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        kind, tensor = ("F16", tensor) if tensor.dtype == torch.float16 else ("F32", tensor.float())
        content = tensor.contiguous().numpy().tobytes()
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
