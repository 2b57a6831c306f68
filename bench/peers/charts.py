"""Reads what the six query texts need from the two charts. It validates nothing and skips what it cannot read."""

from dataclasses import dataclass, field

STEMS = "甲/갑/gap/jia 乙/을/eul/yi 丙/병/byeong/bing 丁/정/jeong/ding 戊/무/mu/wu 己/기/gi/ji 庚/경/gyeong/geng 辛/신/sin/xin 壬/임/im/ren 癸/계/gye/gui"
BRANCHES = "子/자/ja/zi 丑/축/chuk/chou 寅/인/in/yin 卯/묘/myo/mao 辰/진/jin/chen 巳/사/sa/si 午/오/o/wu 未/미/mi/wei 申/신/sin/shen 酉/유/yu/you 戌/술/sul/xu 亥/해/hae/hai"
SIGNS = "양/Aries 황소/Taurus 쌍둥이/Gemini 게/Cancer 사자/Leo 처녀/Virgo 천칭/Libra 전갈/Scorpio 사수/Sagittarius 염소/Capricorn 물병/Aquarius 물고기/Pisces"
PLANETS = ["sun", "moon", "mercury", "venus", "mars", "jupiter", "saturn", "uranus", "neptune", "pluto", "ascendant"]
PLANET_KO = dict(zip(PLANETS, "태양 달 수성 금성 화성 목성 토성 천왕성 해왕성 명왕성 상승궁".split()))
SIGN_NAMES = [tuple(pair.split("/")) for pair in SIGNS.split()]


def spellings(table: str) -> dict[str, tuple[str, str]]:
    """Every spelling of a stem or branch, to its hanja and its romanised name (the one that graph nodes carry)."""
    rows = [row.split("/") for row in table.split()]
    return {spelling: (row[0], row[2]) for row in rows for spelling in row}


STEM_OF, BRANCH_OF = spellings(STEMS), spellings(BRANCHES)
SIGN_OF = {spelling.lower(): place for place, (ko, en) in enumerate(SIGN_NAMES) for spelling in (ko + "자리", en)}


@dataclass
class Chart:
    stems: list[tuple[str, str]] = field(default_factory=list)
    branches: list[tuple[str, str]] = field(default_factory=list)
    day_master: tuple[str, str] = ("?", "?")
    signs: dict[str, int] = field(default_factory=dict)
    houses: dict[str, int] = field(default_factory=dict)

    def pillars(self) -> str:
        return " ".join(stem[0] + branch[0] for stem, branch in zip(self.stems, self.branches))

    def sign(self, planet: str, locale: str) -> str:
        ko, en = SIGN_NAMES[self.signs.get(planet, 0)]
        return ko + "자리" if locale == "ko" else en

    def seeds(self) -> set[str]:
        """The graph nodes that this chart names."""
        names = {f"stem-{stem}" for _, stem in self.stems} | {f"branch-{branch}" for _, branch in self.branches}
        for planet, sign in self.signs.items():
            english = SIGN_NAMES[sign][1].lower()
            names |= {f"{planet}-{english}", f"sign-{english}"}
        return names | {f"house-{house}" for house in self.houses.values()}


def read_chart(saju: dict, astro: dict) -> Chart:
    chart = Chart()
    pillars = saju.get("pillars") or {}
    for short in ("year", "month", "day", "time"):
        pillar = saju.get(f"{short}Pillar") or pillars.get(short) or (pillars.get("hour") if short == "time" else None) or {}
        stem, branch = STEM_OF.get(name_of(pillar.get("heavenlyStem"))), BRANCH_OF.get(name_of(pillar.get("earthlyBranch")))
        if stem and branch:
            chart.stems.append(stem)
            chart.branches.append(branch)
            if short == "day":
                chart.day_master = stem
    bodies = {str(body.get("name", "")).lower(): body for body in astro.get("planets") or []}
    for planet in PLANETS:
        body = astro.get(planet) or bodies.get(planet)
        body = {"sign": body} if isinstance(body, str) else body or {}
        sign = SIGN_OF.get(str(body.get("sign")).lower())
        if sign is None and "longitude" in body:
            sign = int(body["longitude"] % 360 // 30)
        if sign is not None:
            chart.signs[planet] = sign
        if str(body.get("house", "")).lstrip("H").isdigit():
            chart.houses[planet] = int(str(body["house"]).lstrip("H"))
    return chart


def name_of(side) -> str:
    return str(side.get("name", "") if isinstance(side, dict) else side)
