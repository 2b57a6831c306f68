"""Loads the texts of the bundled pack, the graph's edges and the matrices of vectors. Vectors are embedded once per model and kept as a file."""

import csv
import hashlib
import random
from pathlib import Path

import numpy as np
import yaml

EDGES = 34_000
MADE_UP_NODES = 8_000
SEED = 34


def load_items(folder: Path) -> list[dict]:
    items = []
    for file in sorted(folder.rglob("*.yaml")):
        document = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
        for item in document.get("items", []):
            items.append({"domain": document.get("domain"), **item})
    return items


def load_edges(folder: Path) -> list[dict]:
    """The pack's edges, filled up to 34,000 with made-up ones between nodes of their own: they cost a scan and never match."""
    edges = []
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            edges += [{**row, "weight": float(row["weight"])} for row in csv.DictReader(lines)]
    chance = random.Random(SEED)
    while len(edges) < EDGES:
        source, target = (f"made-up-{chance.randrange(MADE_UP_NODES)}" for _ in range(2))
        edges.append({"source": source, "relation": "speaks_of", "target": target, "weight": chance.random()})
    chance.shuffle(edges)
    return edges[:EDGES]


class Content:
    def __init__(self, pack: Path, cache: Path, embedder):
        self.locale = "ko" if embedder.is_multilingual else "en"
        self.edges = load_edges(pack / "graph" / "edges")
        self.parts = {
            "graph": load_items(pack / "graph" / "nodes"),
            "corpus": load_items(pack / "corpus"),
            "jung": load_items(pack / "persona" / "jung"),
            "stoic": load_items(pack / "persona" / "stoic"),
            "domain": load_items(pack / "domain"),
            "cross": load_items(pack / "cross"),
        }
        self.nodes = {node["id"]: node for node in self.parts["graph"]}
        self.vectors = {part: self.embed(part, cache, embedder) for part in self.parts}

    def embed(self, part: str, cache: Path, embedder) -> np.ndarray:
        texts = [item[self.locale] for item in self.parts[part]]
        digest = hashlib.sha256("\0".join([embedder.name, type(embedder).__name__, *texts]).encode()).hexdigest()[:16]
        file = cache / f"{part}-{digest}.npy"
        if file.exists():
            return np.load(file)
        vectors = embedder.encode_many(texts).astype(np.float32)
        cache.mkdir(parents=True, exist_ok=True)
        np.save(file, vectors)
        return vectors

    def nearest(self, part: str, query: np.ndarray, count: int, mask: np.ndarray | None = None) -> list[tuple[dict, float]]:
        """Cosine against the whole matrix: all vectors have length one."""
        scores = self.vectors[part] @ query
        if mask is not None:
            scores = np.where(mask, scores, -2.0)
        count = min(count, len(scores) if mask is None else int(mask.sum()))
        if count == 0:
            return []
        best = np.argpartition(-scores, count - 1)[:count]
        best = best[np.argsort(-scores[best])]
        return [(self.parts[part][place], round(float(scores[place]), 4)) for place in best]
