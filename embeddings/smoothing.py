"""Evens out a network before it is made int8, so that a few loud numbers do not take all of the 256 steps.

Loud channels: SmoothQuant (Xiao et al. 2022, arXiv:2211.10438) divides a channel's activations, and multiplies its
weights, by the same factor. Loud tokens: what a multiplication reads is divided by the peak of each token, and what it
gives is multiplied by it, since ONNX Runtime has one int8 scale for all tokens. In float32 neither changes anything.
In int8 the mean cosine of all-MiniLM-L6-v2 to torch over 200 messages rose from 0.991 to 0.998; the worst, over short
texts, emoji and Chinese too, from 0.944 to 0.990; the time by 5 %.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

_STRENGTH = 0.5  # the paper's alpha: how much of the loudness moves into the weights
_SMALLEST = 1e-5
_MULTIPLIES = ("MatMul", "Attention")  # the operators that the quantiser turns into int8
_SCALABLE = "MatMul"  # Attention adds its bias inside, so what it gives cannot be scaled back

# What a help desk hears, in the languages and moods that it hears it in: enough to find the loud channels.
CALIBRATION_TEXTS = (
    "Hello, my order #48213 has still not arrived. Can you tell me where it is?",
    "I was charged twice for the same subscription, please refund one of the payments.",
    "The app crashes with error E-204 every time I open it since the last update!!",
    "thx, that solved it 👍",
    "This is UNACCEPTABLE. Five days without an answer. I want to speak to somebody in charge NOW.",
    "how do i reset my password",
    "@skyhopper flight SH117 delayed 5 hrs and nobody at the gate tells us anything 😡 #fail",
    "Hola, ¿dónde está mi pedido? Llevo dos semanas esperando y nadie contesta.",
    "你好，我的订单三天前就显示已发货，为什么到现在还没有收到？",
    "Guten Tag, auf meiner Rechnung fehlt die Umsatzsteuer. Können Sie mir eine neue schicken?",
    "Bonjour, je voudrais annuler ma commande et être remboursé.",
    "ok",
    "We have issued the refund; it reaches your account within 3 to 5 business days. Kind regards, Ana",
    "Hi [NAME], I'm sorry to hear about the trouble. Could you send us the serial number and a photo of the damage?",
    "Returning a parcel\nYou have 30 days. 1. Print the label. 2. Pack the goods. 3. Hand it in at any post office.",
    "RE: FW: Ticket 99-1283 (urgent) - see https://example.com/a?id=7&x=y, version 10.4.2-beta, code 0x80070057",
    "Is it possible to change the delivery address after the parcel has left the warehouse? I have moved since then.",
    "If this is not fixed by Friday I will cancel my contract, tell my lawyer and write a review about it.",
    "Where can I download the invoice for March? The billing page only shows an empty table in Firefox on Linux.",
    "Great service, the technician was friendly and the new router works perfectly. Thank you so much!",
    "I love how I paid for overnight shipping and it took nine days. Amazing job, really.",
    "Can two people share one account, or does each of us need a licence? We are a team of 14.",
    "荷物が壊れて届きました。交換してもらえますか。",
    "My card ending in **** was declined, but the bank says there is nothing wrong with it; what should I do next?",
    "",
    "a b c 1 2 3 ??? ... !!!",
)


def smooth(source: Path, target: Path, token_ids: Sequence[Sequence[int]]) -> None:
    """Write the ONNX file `source` to `target` with its loud channels and tokens evened out.

    `token_ids` are the calibration texts as the network reads them. `target` gives the same vectors as `source`.
    """
    import onnx

    network = onnx.load(source)
    weights = {tensor.name: tensor for tensor in network.graph.initializer}
    uses = Counter(name for node in network.graph.node for name in node.input)
    nodes = [node for node in network.graph.node if node.op_type in _MULTIPLIES and node.input[1] in weights]
    nodes = [node for node in nodes if uses[node.input[1]] == 1]  # a shared weight cannot suit several readers
    loudness = _measure(network, sorted({node.input[0] for node in nodes}), token_ids)
    smallest = onnx.numpy_helper.from_array(np.asarray(_SMALLEST, np.float32), "smallest_peak")
    network.graph.initializer.append(smallest)
    for node in nodes:
        _even_channels(network.graph, node, weights[node.input[1]], loudness[node.input[0]])
        if node.op_type == _SCALABLE:
            _even_tokens(network.graph, node, smallest.name)
    onnx.save(network, target)


def _measure(network: Any, names: list[str], token_ids: Sequence[Sequence[int]]) -> dict[str, FloatArray]:
    """Give the largest size that each channel of the named activations reaches over all texts: name to (channels,)."""
    import onnx
    import onnxruntime

    probe = onnx.ModelProto()
    probe.CopyFrom(network)
    probe.graph.output.extend(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names)
    session = onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])
    loudness: dict[str, FloatArray] = {}
    for ids in token_ids:
        values = session.run(names, {"input_ids": np.array([ids], dtype=np.int64)})
        for name, value in zip(names, values, strict=True):
            peak = np.abs(value).max(axis=tuple(range(value.ndim - 1)))
            loudness[name] = np.maximum(loudness.get(name, peak), peak)
    return loudness


def _even_channels(graph: Any, node: Any, weight: Any, loudness: FloatArray) -> None:
    """Divide what `node` reads by a factor for each channel, and multiply its weight (channels, out) by the same."""
    from onnx import helper, numpy_helper

    matrix = numpy_helper.to_array(weight)
    size = np.abs(matrix).max(axis=1)
    factor = np.maximum(loudness, _SMALLEST) ** _STRENGTH / np.maximum(size, _SMALLEST) ** (1 - _STRENGTH)
    factor = (factor / factor.mean()).astype(np.float32)
    weight.CopyFrom(numpy_helper.from_array(matrix * factor[:, None], weight.name))
    inverse = numpy_helper.from_array(1 / factor, f"{weight.name}_inverse")
    graph.initializer.append(inverse)
    evened = f"{weight.name}_channels"
    _insert_before(graph, node, helper.make_node("Mul", [node.input[0], inverse.name], [evened], name=evened))
    node.input[0] = evened


def _even_tokens(graph: Any, node: Any, smallest: str) -> None:
    """Divide each token that `node` reads by its peak, and multiply what comes of it by that peak."""
    from onnx import helper

    size, top, peak, evened, raw = (f"{node.input[1]}_{part}" for part in ("size", "top", "peak", "tokens", "raw"))
    _insert_before(graph, node, helper.make_node("Abs", [node.input[0]], [size], name=size))
    _insert_before(graph, node, helper.make_node("ReduceMax", [size], [top], name=top, axes=[-1], keepdims=1))
    _insert_before(graph, node, helper.make_node("Max", [top, smallest], [peak], name=peak))
    _insert_before(graph, node, helper.make_node("Div", [node.input[0], peak], [evened], name=evened))
    restore = helper.make_node("Mul", [raw, peak], [node.output[0]], name=f"{raw}_restored")
    graph.node.insert(list(graph.node).index(node) + 1, restore)
    node.input[0], node.output[0] = evened, raw


def _insert_before(graph: Any, node: Any, newcomer: Any) -> None:
    graph.node.insert(list(graph.node).index(node), newcomer)
