"""Makes onnx/model_gpu.onnx of a model folder from onnx/model_quantized.onnx: the same weights file, unpacked to float32
when a session loads it, because graphics devices have no kernels for row-scaled int8. Usage: gpu-graph.py FOLDER (needs onnx)."""
import collections
import pathlib
import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper

folder = pathlib.Path(sys.argv[1]) / "onnx"
model = onnx.load(folder / "model_quantized.onnx", load_external_data=False)
graph = model.graph
producer = {output: node for node in graph.node for output in node.output}
consumers = collections.defaultdict(list)
for node in graph.node:
    for name in node.input:
        consumers[name].append(node)
columns = {tensor.name: tensor.dims[-1] for tensor in graph.initializer if len(tensor.dims) == 2}

zero_points, replaced, dropped = {}, {}, set()
for node in graph.node:
    if node.op_type != "MatMulIntegerToFloat":
        continue
    packed, column_scale = node.input[1], node.input[3]
    rows = producer[node.input[0]].input[0]  # before QuantizeLinear
    rescale = consumers[node.output[0]][0]  # Mul by the scale of each row
    zero = f"zp128x{columns[packed]}"
    zero_points[zero] = numpy_helper.from_array(np.full([columns[packed]], 128, np.uint8), zero)
    unpack = helper.make_node("DequantizeLinear", [packed, column_scale, zero], [packed + ".f32"], axis=1)
    replaced[rescale.output[0]] = [unpack, helper.make_node("MatMul", [rows, packed + ".f32"], [rescale.output[0]])]
    dropped.add(node.output[0])

nodes = []
for node in graph.node:
    if node.output[0] not in dropped:
        nodes += replaced.get(node.output[0], [node])
while True:  # what only fed the quantisation is dead now
    used = {name for node in nodes for name in node.input} | {output.name for output in graph.output}
    living = [node for node in nodes if any(output in used for output in node.output)]
    if len(living) == len(nodes):
        break
    nodes = living

kept = [tensor for tensor in [*graph.initializer, *zero_points.values()] if tensor.name in used]
del graph.node[:]
graph.node.extend(nodes)
del graph.initializer[:]
graph.initializer.extend(kept)
onnx.save(model, folder / "model_gpu.onnx")
