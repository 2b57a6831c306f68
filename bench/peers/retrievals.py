"""The five retrievals of the old design and their six query texts. Each one encodes for itself; they share the model and nothing else."""

from dataclasses import dataclass

import numpy as np

from charts import PLANET_KO, Chart
from content import Content

# Two of the six texts never change, and are encoded for every prefetch all the same.
CONSTANTS = {
    "ko": {
        "jung": "융 심리학의 관점에서 그림자와 아니마, 개성화 과정을 돌아보고 꿈과 상징이 전하는 말을 들으며 자기 자신을 이해하도록 돕는 조언",
        "stoic": "스토아 철학의 관점에서 내가 바꿀 수 있는 것과 바꿀 수 없는 것을 나누고, 오늘 할 일을 차분히 실천하도록 돕는 조언",
    },
    "en": {
        "jung": "advice in the manner of analytical psychology: meet the shadow and the anima, listen to dreams and symbols, follow the path of individuation",
        "stoic": "advice in the manner of the Stoics: tell apart what is in our power and what is not, and calmly do the task that belongs to this day",
    },
}
TEMPLATES = {
    "ko": {
        "graph": "{question} 일간 {master}, 사주 {pillars}, 태양 {sun}, 달 {moon}, 상승궁 {ascendant}의 관계와 의미",
        "corpus": "{question} {theme} 문제로 마음이 흔들리는 일간 {master}, 달 {moon}인 사람에게 위로와 힘이 되는 지혜의 말",
        "domain": "{question} {theme}: 일간 {master}, 일주 {day}, 금성 {venus}, 화성 {mars}인 사람이 {theme}에서 알아 둘 점과 조심할 점",
        "cross": "사주 {pillars}와 점성 차트의 교차 분석: {placements}",
    },
    "en": {
        "graph": "{question} how the day master {master}, the pillars {pillars}, sun in {sun}, moon in {moon} and ascendant {ascendant} are related and what they mean",
        "corpus": "{question} words of wisdom that comfort and strengthen a person with day master {master} and moon in {moon} who is troubled about {theme}",
        "domain": "{question} {theme}: what a person with day master {master}, day pillar {day}, venus in {venus} and mars in {mars} should know and be careful about in {theme}",
        "cross": "cross analysis of the pillars {pillars} and the astrology chart: {placements}",
    },
}
ENCODES = len(CONSTANTS["ko"]) + len(TEMPLATES["ko"])
THEME_KO = {"love": "사랑", "career": "일", "wealth": "재물", "health": "건강", "family": "가족"}


@dataclass
class Query:
    chart: Chart
    question: str
    theme: str
    locale: str


class Retrievals:
    def __init__(self, content: Content, embedder):
        self.content = content
        self.embedder = embedder
        self.domains = np.array([item["domain"] for item in content.parts["domain"]])
        self.all = {"graph": self.graph, "corpus": self.corpus, "persona": self.persona, "domain": self.domain, "cross": self.cross}

    def texts(self, query: Query) -> dict[str, str]:
        """All six, in the language that the model reads."""
        chart, locale = query.chart, query.locale
        named = [(PLANET_KO[planet] if locale == "ko" else planet, planet) for planet in list(chart.signs)[:7]]
        values = {planet: chart.sign(planet, locale) for planet in PLANET_KO}
        values |= {
            "question": query.question,
            "theme": THEME_KO.get(query.theme, "삶") if locale == "ko" else query.theme,
            "master": chart.day_master[0] if locale == "ko" else chart.day_master[1],
            "pillars": chart.pillars(),
            "day": chart.pillars().split(" ")[2] if len(chart.stems) > 2 else "",
            "placements": ", ".join(f"{name} {chart.sign(planet, locale)}" for name, planet in named),
        }
        return CONSTANTS[locale] | {part: text.format(**values).strip() for part, text in TEMPLATES[locale].items()}

    def graph(self, query: Query, texts: dict[str, str]) -> dict:
        near = self.content.nearest("graph", self.embedder.encode(texts["graph"]), 10)
        seeds = query.chart.seeds() | {node["id"] for node, _ in near}
        found: dict[str, float] = {}
        for edge in self.content.edges:
            if edge["source"] in seeds or edge["target"] in seeds:
                for end in (edge["source"], edge["target"]):
                    found[end] = found.get(end, 0.0) + edge["weight"]
        best = sorted(found, key=lambda node: -found[node])
        nodes = [self.content.nodes[node] for node in best if node in self.content.nodes][:15]
        lines = [f"{node['name'][query.locale]}: {node[query.locale]}" for node in nodes]
        # Some fields of the old service were always empty; which ones is not known, and the rules stand for them.
        return {"graph_nodes": [node["id"] for node in nodes], "graph_context": "\n".join(lines)[:2000], "graph_rules": []}

    def corpus(self, query: Query, texts: dict[str, str]) -> dict:
        best = self.content.nearest("corpus", self.embedder.encode(texts["corpus"]), 8)
        quotes = [
            {"text_ko": item["ko"], "text_en": item["en"], "source": item["passage"], "concept": item["concepts"][0], "score": score}
            for item, score in best
        ]
        return {"corpus_quotes": quotes}

    def persona(self, query: Query, texts: dict[str, str]) -> dict:
        context = {}
        for voice in ("jung", "stoic"):
            best = self.content.nearest(voice, self.embedder.encode(texts[voice]), 5)
            context[voice] = [item[query.locale] for item, _ in best]
        return {"persona_context": context}

    def domain(self, query: Query, texts: dict[str, str]) -> dict:
        best = self.content.nearest("domain", self.embedder.encode(texts["domain"]), 5, self.domains == query.theme)
        return {"domain_knowledge": [{"text": item[query.locale], "score": score, "domain": item["domain"]} for item, score in best]}

    def cross(self, query: Query, texts: dict[str, str]) -> dict:
        best = self.content.nearest("cross", self.embedder.encode(texts["cross"]), 8)
        return {"cross_analysis": "\n\n".join(f"### {item['title'][query.locale]}\n{item[query.locale]}" for item, _ in best)}
