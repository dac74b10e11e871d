"""Forms of address, and how surnames are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import LANGUAGES, UnknownForm, address, forms_of_address, latin_name, surname_reading

READINGS = {
    "单": "Shàn", "仇": "Qiú", "区": "Ōu", "解": "Xiè", "查": "Zhā", "曾": "Zēng", "任": "Rén", "尉迟": "Yùchí",
    "朴": "Piáo", "盖": "Gě", "乐": "Yuè", "缪": "Miào", "员": "Yùn", "万俟": "Mòqí", "长孙": "Zhǎngsūn",
    "單": "Shàn", "區": "Ōu", "尉遲": "Yùchí", "單于": "Chányú", "令狐": "Línghú", "华": "Huà", "翟": "Zhái",
}  # fmt: skip


@pytest.mark.parametrize(("surname", "pinyin"), READINGS.items())
def test_surnames_that_are_easily_misread_show_their_reading(surname: str, pinyin: str) -> None:
    reading = surname_reading(surname)
    assert reading is not None
    assert (reading.surname, reading.pinyin, reading.unusual) == (surname, pinyin, True)


@pytest.mark.parametrize("surname", ["王", "李", "张", "陈", "刘", "欧阳", "司马", "上官", "吕", "林"])
def test_everyday_surnames_do_not(surname: str) -> None:
    reading = surname_reading(surname)
    assert reading is not None
    assert not reading.unusual


@pytest.mark.parametrize(
    ("name", "surname"), [("单田芳", "单"), ("尉迟恭", "尉迟"), ("欧阳修", "欧阳"), ("王小明", "王")]
)
def test_given_name_is_left_aside(name: str, surname: str) -> None:
    reading = surname_reading(name)
    assert reading is not None
    assert reading.surname == surname


@pytest.mark.parametrize("name", ["", "  ", "Smith", "[/red]", "=1+1", "<script>", "\x1b[2J", "😀", "王3"])
def test_what_is_not_a_chinese_name_has_no_reading(name: str) -> None:
    assert surname_reading(name) is None


@pytest.mark.parametrize(
    ("form", "surname", "language", "said"),
    [
        ("madam", "王", "zh-Hans", "王女士"), ("sir", "尉迟", "zh-Hans", "尉迟先生"),
        ("granny", "", "zh-Hans", "老大娘"), ("grandpa", "", "zh-Hans", "老大爷"),
        ("granny", "李", "zh-Hans", "李大娘"),
        ("comrade", "张", "zh-Hans", "张同志"), ("", "", "zh-Hans", "先生/小姐"),
        ("unknown", "王", "zh-Hans", "王先生/小姐"),
        ("granny", "李", "zh-Hant", "李老太太"), ("madam", "", "zh-Hant", "女士"), ("sir", "王", "en", "Mr Wang"),
        ("madam", "单", "en", "Ms Shan"), ("sir", "吕", "en", "Mr Lü"), ("", "吕", "en", ""),
        ("", "", "en", ""), ("engineer", "王", "zh-Hans", "王工"), ("president", "李", "zh-Hans", "李总"),
        ("director", "张", "zh-Hans", "张主任"), ("master", "李", "zh-Hans", "李师傅"),
        ("president", "李", "zh-Hant", "李總"),
        ("director", "张", "en", ""), ("comrade", "张", "zh-Hant", "张先生/小姐"), ("mrs", "林", "zh-Hans", "林女士"),
        ("sir", "Smith", "en", "Mr Smith"), ("sir", "[/red]", "zh-Hans", "[/red]先生"),
        ("sir", "王\x1b[2J", "zh-Hans", "王[2J先生"),
    ],
)  # fmt: skip
def test_visitor_is_called_by_form_and_surname(form: str, surname: str, language: str, said: str) -> None:
    assert address(form, surname, language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_pick_list_is_unambiguous_and_every_form_can_be_said_in_every_language(language: str) -> None:
    forms = forms_of_address(language)
    assert len({form.title for form in forms}) == len(forms)
    for other in LANGUAGES:
        for form in forms_of_address(other):
            address(form.id, "王", language)


def test_comrade_is_said_on_the_mainland_only() -> None:
    assert [language for language in LANGUAGES if "comrade" in {form.id for form in forms_of_address(language)}] == [
        "zh-Hans"
    ]


def test_prescribed_forms_stand_word_for_word() -> None:
    titles = [form.title for form in forms_of_address("zh-Hans")]
    assert titles == ["女士", "先生", "老大娘", "老大爷", "同志", "师傅", "主任", "工程师", "总经理", "先生/小姐"]


@pytest.mark.parametrize("form", ["喂", "老头儿", "老太婆", "伙计", "老板", "头儿", "哥们", "老闆", "boss", "buddy"])
def test_forbidden_form_is_refused(form: str) -> None:
    with pytest.raises(UnknownForm, match="forbidden"):
        address(form, "王", "zh-Hans")


def test_form_off_the_list_is_refused_with_the_list() -> None:
    with pytest.raises(UnknownForm, match="madam"):
        address("doctor", "王", "zh-Hans")


@given(st.text(), st.sampled_from(LANGUAGES), st.sampled_from(["", "madam", "granny", "unknown"]))
def test_any_surname_gives_one_short_line(surname: str, language: str, form: str) -> None:
    said = address(form, surname, language)
    assert said or (language == "en" and form in {"", "unknown"})
    assert len(said) <= 60
    assert "\x1b" not in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("王建国", "Wang Jianguo"), ("欧阳娜", "Ouyang Na"), ("单红", "Shan Hong"), ("吕布", "Lü Bu"), ("李", "Li"),
        ("Ann Lee", "Ann Lee"), ("", ""),
    ],
)  # fmt: skip
def test_a_chinese_name_in_latin_letters(name: str, latin: str) -> None:
    assert latin_name(name) == latin
