#!/usr/bin/python3
"""Makes src/face/yunet.onnx: yunet_network.py yunet_n_dynamic.onnx src/face/yunet.onnx

The original is YuNet of libfacedetection.train (onnx/yunet_n_dynamic.onnx, Apache-2.0). OpenCV 4.6 reads no
network whose input has no size, so this one takes 128x128 pixels; and it ends at the maps of scores and boxes,
without the five landmarks."""
import sys

import onnx
from onnx import TensorProto, helper

SIDE = 128
MAPS = {"cls": 1, "obj": 1, "bbox": 4}  # channels
STRIDES = (8, 16, 32)
RESHAPING = ("Transpose", "Shape", "Gather", "Unsqueeze", "Concat", "Reshape", "Sigmoid")


def main():
    source, target = sys.argv[1:]
    model = onnx.load(source)
    graph = model.graph
    makers = {output: node for node in graph.node for output in node.output}
    outputs = {}
    for name in (f"{kind}_{stride}" for kind in MAPS for stride in STRIDES):
        maker = makers[name]
        while maker.op_type in RESHAPING:
            maker = makers[maker.input[0]]
        outputs[maker.output[0]] = name
    needed, nodes = set(outputs), []
    for node in reversed(graph.node):
        if not needed.isdisjoint(node.output) and node.op_type not in RESHAPING:
            needed.update(node.input)
            nodes.insert(0, node)
    for node in nodes:
        node.output[:] = [outputs.get(output, output) for output in node.output]
    weights = [tensor for tensor in graph.initializer if tensor.name in needed]
    shape = [1, 3, SIDE, SIDE]
    image = helper.make_tensor_value_info(graph.input[0].name, TensorProto.FLOAT, shape)
    maps = [helper.make_tensor_value_info(name, TensorProto.FLOAT,
                                          [1, MAPS[name.split("_")[0]]] + 2 * [SIDE // int(name.split("_")[1])])
            for name in outputs.values()]
    fixed = helper.make_graph(nodes, "yunet", [image], maps, weights)
    onnx.save(helper.make_model(fixed, opset_imports=model.opset_import, ir_version=model.ir_version), target)


main()
