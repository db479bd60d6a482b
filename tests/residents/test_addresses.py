import pytest

from contracts.addresses import Address, WrongAddress, keys_of, parse_address

ZONES = {18: "A", 19: "B"}


@pytest.mark.parametrize(
    "written",
    [
        "A区18栋1单元5-3",
        "A区18幢1单元503",
        "18幢1-5-3",
        "18#1-0503",
        "18栋1单元5楼3号",
        "18号楼1单元0503室",
        "Ａ区１８栋１单元５－３",
        "a区 18栋 1单元 5-3号",
        "A区18栋1单元5层503室",
        "1组团18栋1单元5-3",
        "一组团18幢1-5-3",
        "A18-1-5-3",
        "A-18-1-0503",
        "18-1-5-3",
        "民安华福A区18栋1单元5-3",
        "重庆市九龙坡区华岩镇民安华福小区18幢1—5—3",
    ],
)
def test_one_dwelling_has_one_key_however_it_is_written(written: str):
    assert parse_address(written, zones=ZONES).key == "A-18-1-0503"


def test_floors_above_nine_keep_their_two_digits():
    assert parse_address("A区18栋2单元12-11").key == "A-18-2-1211"
    assert parse_address("A区18栋2单元1211").key == "A-18-2-1211"


def test_a_key_is_read_back_as_what_it_was_made_from():
    address = Address(zone="E", building=54, unit=2, floor=30, room=6)

    assert parse_address(address.key) == address


def test_the_zone_written_counts_before_the_default():
    assert parse_address("2组团18栋1单元5-3", default_zone="A").zone == "B"
    assert parse_address("18栋1单元5-3", default_zone="A").zone == "A"


def test_an_address_without_zone_is_refused_when_nothing_tells_it():
    with pytest.raises(WrongAddress) as refused:
        parse_address("40幢1-5-3", zones=ZONES)

    assert "区号" in refused.value.zh


def test_a_building_in_the_wrong_zone_is_refused():
    with pytest.raises(WrongAddress) as refused:
        parse_address("B区18栋1单元5-3", zones=ZONES)

    assert "不在所写的区" in refused.value.zh


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A区",
        "A区18栋",
        "A区18栋1单元",
        "F区18栋1单元5-3",
        "A区18栋1单元5-3-2",
        "民德路3号",
        "A区18栋0单元5-3",
        "A区18栋1单元5-0",
        "A区18栋1单元99-1",
        "A区18栋1单元5层603室",
        "A区0栋1单元5-3",
        "A区18栋1单元٥-٣",
    ],
)
def test_what_names_no_dwelling_is_refused(text: str):
    with pytest.raises(WrongAddress) as refused:
        parse_address(text)

    assert refused.value.zh.endswith("。")


def test_a_refusal_does_not_repeat_the_address():
    with pytest.raises(WrongAddress) as refused:
        parse_address("民德路77号")

    assert "77" not in refused.value.zh + refused.value.en


def test_a_text_without_zone_may_mean_a_door_in_any_and_one_without_a_door_means_itself():
    assert keys_of("2组团18幢1-5-3") == ["B-18-1-0503"]
    assert keys_of("18幢1-5-3") == [f"{zone}-18-1-0503" for zone in "ABCDE"]
    assert keys_of("民德路3号") == ["民德路3号"]
