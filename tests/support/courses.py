"""A small but complete `courses/` folder, made up, that tests write and then break."""

from pathlib import Path

FACTS = """fact_id,statement_en,level,source_url,source_date_or_note
F01,A made-up statement.,P,https://example.vn/mot,05/02/2026 (to be replaced)
F02,Another made-up statement.,SEED,http://example.vn/hai ; https://www.example.vn/ba,
F03,A doubtful statement.,X,https://example.vn/bon,
"""
PROGRAMME = """key: thu
code: THU
title: {vi: "Chương trình thử – phần 1", en: "Trial programme – part 1"}
edition: 1
audience: {vi: "Người thử", en: "Testers"}
summary: {vi: "Để thử.", en: "For trying."}
content_code: 5
form: online
made_for: [communication]
in_depth: false
modules: [01-mot]
completion: {lessons: required, quizzes: all}
"""
MODULE = """key: t1
code: T1
title: {vi: "Học phần một", en: "Module one"}
periods: 4
tags: [dcs]
objectives:
  - {key: t1-1, vi: "Làm được một", en: "Do one"}
lessons: [01-bai]
quiz: {draw: 6, pass_mark: 7/10, attempts: 3}
"""
LESSON_VI = """---
title: Bài đầu
minutes: 12
required: true
objectives: [t1-1]
---
Mở đầu **đậm** và [trang](https://example.vn) [F01].

## Tầng một

| Nên | Không nên |
|---|--:|
| Viết ngắn [F02] | 12 |

::: warning Cẩn thận
Xem lại.
:::

![Sơ đồ ba bước](media/so-do.vi.svg "Hình 1. Ba bước")

### Nhỏ hơn

```check
id: k1
type: single
prompt: "Chọn câu nào?"
options:
  - {key: a, text: "Câu một", feedback: "Chưa."}
  - {key: b, text: "Câu hai", feedback: "Đúng.", correct: true}
```

Hết.
"""
LESSON_EN = """---
title: First lesson
minutes: 12
required: true
objectives: [t1-1]
---
Opening, **bold**, and a [page](https://example.vn) [F01].

## Level one

| Do | Do not |
|---|--:|
| Write briefly [F02] | 12 |

::: warning
Look again.
:::

![A diagram of three steps](media/so-do.en.svg "Figure 1. Three steps")

### Smaller

```check
id: k1
type: single
prompt: "Which sentence?"
options:
  - {key: a, text: "One", feedback: "Not yet."}
  - {key: b, text: "Two", feedback: "Right.", correct: true}
```

The end.
"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 120">
<defs><marker id="so-do-mui" viewBox="0 0 10 10" refX="9" refY="5" orient="auto">
<path class="d-head" d="M0 0L10 5L0 10z"/></marker></defs>
<rect class="d-box" x="10" y="10" width="150" height="60" rx="6"/>
<text class="d-text" x="20" y="45" font-size="15">Bước 1 &amp; 2
<tspan x="20" dy="18">rồi 3</tspan></text>
<line class="d-line" x1="170" y1="40" x2="240" y2="40" marker-end="url(#so-do-mui)"/>
</svg>
"""
QUIZ = """questions:
  - key: q1
    type: single
    objective: t1-1
    lesson: 01-bai
    prompt: {vi: "Chọn một?", en: "Choose one?"}
    options:
      - {key: a, correct: true, text: {vi: "A", en: "A"}, feedback: {vi: "Đúng", en: "Right"}}
      - {key: b, text: {vi: "B", en: "B"}, feedback: {vi: "Sai", en: "Wrong"}}
      - {key: c, text: {vi: "C", en: "C"}, feedback: {vi: "Sai", en: "Wrong"}}
  - key: q2
    type: multiple
    objective: t1-1
    lesson: 01-bai
    prompt: {vi: "Chọn nhiều?", en: "Choose many?"}
    options:
      - {key: a, correct: true, text: {vi: "A", en: "A"}, feedback: {vi: "Đúng", en: "Right"}}
      - {key: b, correct: true, text: {vi: "B", en: "B"}, feedback: {vi: "Đúng", en: "Right"}}
      - {key: c, text: {vi: "C", en: "C"}, feedback: {vi: "Sai", en: "Wrong"}}
  - key: q3
    type: true_false
    objective: t1-1
    lesson: 01-bai
    prompt: {vi: "Đúng không?", en: "True?"}
    answer: true
    if_true: {vi: "Phải", en: "Yes"}
    if_false: {vi: "Chưa", en: "No"}
  - key: q4
    type: match
    objective: t1-1
    lesson: 01-bai
    prompt: {vi: "Ghép", en: "Match"}
    pairs:
      - {key: a, left: {vi: L1, en: L1}, right: {vi: R1, en: R1}, feedback: {vi: f, en: f}}
      - {key: b, left: {vi: L2, en: L2}, right: {vi: R2, en: R2}, feedback: {vi: f, en: f}}
      - {key: c, left: {vi: L3, en: L3}, right: {vi: R3, en: R3}, feedback: {vi: f, en: f}}
    distractors:
      - {key: x, text: {vi: R4, en: R4}}
  - key: q5
    type: order
    objective: t1-1
    lesson: 01-bai
    prompt: {vi: "Xếp", en: "Order"}
    items:
      - {key: a, text: {vi: I1, en: I1}}
      - {key: b, text: {vi: I2, en: I2}}
      - {key: c, text: {vi: I3, en: I3}}
    feedback: {vi: "Vì thế", en: "That is why"}
  - key: q6
    type: gap
    objective: t1-1
    lesson: 01-bai
    prompt: {vi: "Có [[g1]] và [[g2]].", en: "Has [[g1]] and [[g2]]."}
    gaps:
      - key: g1
        options:
          - {key: a, correct: true, text: {vi: a, en: a}, feedback: {vi: f, en: f}}
          - {key: b, text: {vi: b, en: b}, feedback: {vi: f, en: f}}
          - {key: c, text: {vi: c, en: c}, feedback: {vi: f, en: f}}
      - key: g2
        accept: {vi: [số liệu, con số], en: [figure]}
        feedback: {vi: f, en: f}
"""
VIDEO = """
```video
src: media/1.mp4
captions: media/1.vtt
seconds: 260
transcript: |
  Một <b>.

  Hai.
```
"""
FILES = {
    "facts.csv": FACTS,
    "thu/programme.yaml": PROGRAMME,
    "thu/01-mot/module.yaml": MODULE,
    "thu/01-mot/quiz.yaml": QUIZ,
    "thu/01-mot/01-bai.vi.md": LESSON_VI,
    "thu/01-mot/01-bai.en.md": LESSON_EN,
    "thu/01-mot/media/so-do.vi.svg": SVG,
    "thu/01-mot/media/so-do.en.svg": SVG,
}


def write_courses(folder: Path) -> Path:
    """Write the folder `courses` below `folder` and return it."""
    root = folder / "courses"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in the file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def share_module(root: Path) -> Path:
    """Add the programme CHUNG, which has the module of THU and nothing else; return `root`."""
    folder = root / "chung"
    folder.mkdir()
    text = PROGRAMME.replace("key: thu", "key: chung").replace("code: THU", "code: CHUNG")
    text = text.replace("[01-mot]", "[{from: thu/01-mot}]")
    (folder / "programme.yaml").write_text(text, encoding="utf-8")
    return root
