"""The old design as a Flask service: one process, one shared model, a thread pool of four (or no pool, to measure what it gains)."""

import argparse
import logging
import os
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from charts import read_chart
from content import Content
from embedder import ROOT, add_arguments, open_embedder
from flask import Flask, abort, jsonify, request
from retrievals import ENCODES, Query, Retrievals

POOL_WORKERS = 4
MODES = ["sequential", "pool"]


def create_app(embedder, content: Content, mode: str, threads: int, backend: str) -> Flask:
    app = Flask(__name__)
    app.json.ensure_ascii = False
    retrievals = Retrievals(content, embedder)
    pool = ThreadPoolExecutor(max_workers=POOL_WORKERS, thread_name_prefix="rag")

    def to_query(body: dict) -> Query:
        chart = read_chart(body.get("saju") or {}, body.get("astro") or {})
        locale = "en" if body.get("locale") == "en" else content.locale
        return Query(chart, body.get("question") or "", body.get("theme") or "chat", locale)

    def prefetch(body: dict) -> dict:
        """`?mode=` chooses for one request, so that both modes can be interleaved in one process."""
        asked = request.args.get("mode", mode)
        if asked not in MODES:
            abort(400, f"mode is one of {MODES}")
        started = time.perf_counter()
        query = to_query(body)
        texts = retrievals.texts(query)
        if asked == "pool":
            futures = [pool.submit(retrieve, query, texts) for retrieve in retrievals.all.values()]
            parts = [future.result() for future in futures]
        else:
            parts = [retrieve(query, texts) for retrieve in retrievals.all.values()]
        answer = {key: value for part in parts for key, value in part.items()}
        return answer | {"prefetch_time_ms": round((time.perf_counter() - started) * 1000, 2), "cache_hit": False}

    @app.post("/prefetch")
    def on_prefetch():
        return jsonify(prefetch(request.get_json()))

    @app.post("/counselor/init")
    def on_init():
        answer = prefetch(request.get_json())
        persona = answer["persona_context"]
        summary = {
            "graph_nodes": len(answer["graph_nodes"]),
            "corpus_quotes": len(answer["corpus_quotes"]),
            "persona_insights": len(persona["jung"]) + len(persona["stoic"]),
            "has_cross_analysis": bool(answer["cross_analysis"]),
        }
        took = answer["prefetch_time_ms"]
        return jsonify({"status": "success", "session_id": str(uuid.uuid4()), "prefetch_time_ms": took, "data_summary": summary})

    @app.post("/tokens")
    def on_tokens():
        """How many tokens the six texts of this body have, and the bare question, for the report of a bench."""
        query = to_query(request.get_json())
        lengths = [len(embedder.token_ids(text)) for text in retrievals.texts(query).values()]
        return jsonify({"texts": lengths, "question": len(embedder.token_ids(query.question)) if query.question else 0})

    @app.get("/health")
    def on_health():
        sizes = {part: len(items) for part, items in content.parts.items()}
        model = {"backend": backend, "threads": threads or "default", "model": embedder.name, "locale": content.locale}
        work = {"edges": len(content.edges), "encodes": ENCODES, "mode": mode, "pool_workers": POOL_WORKERS, "sizes": sizes}
        return jsonify(model | work | {"pid": os.getpid()})

    return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    parser.add_argument("--port", type=int, default=8790)
    parser.add_argument("--mode", choices=MODES, default="pool")
    parser.add_argument("--pack", type=Path, default=ROOT / "packs" / "destiny")
    parser.add_argument("--cache", type=Path, default=Path(__file__).parent / ".cache", help="where the embedded pack is kept")
    given = parser.parse_args()
    embedder = open_embedder(given.backend, given.model, given.threads)
    app = create_app(embedder, Content(given.pack, given.cache, embedder), given.mode, given.threads, given.backend)
    from waitress import serve

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    print(f"listening on http://127.0.0.1:{given.port}", flush=True)
    serve(app, host="127.0.0.1", port=given.port, threads=16)


if __name__ == "__main__":
    main()
