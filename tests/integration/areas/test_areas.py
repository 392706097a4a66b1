import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from lykta.base.audit.models import AuditEvent
from lykta.base.kernel.actor import NotAllowed, NotNow
from lykta.base.kernel.geometry import parsed
from lykta.ground.accounts.actors import CommandLine
from lykta.ground.areas import operations, queries
from lykta.ground.areas.models import Area, AreaSet, Place
from lykta.ground.areas.search_text import folded

pytestmark = pytest.mark.sql
SHELL = CommandLine()


def square(lon, lat, side=0.02):
    return parsed(shapely.box(lon, lat, lon + side, lat + side))


def feature(code, lon=14.29, lat=58.89, municipality_code="9901", name=None):
    return operations.AreaFeature(code, name or f"Område {code}", municipality_code, square(lon, lat))


def read_in(*features, key="own", municipality_code="9901", by=SHELL):
    return operations.import_area_set(
        key=key, name="Egna områden", vintage="2026", municipality_code=municipality_code, features=list(features),
        source="test", by=by,
    )  # fmt: skip


def test_the_same_file_again_adds_nothing(world):
    first, added = read_in(feature("1"), feature("2", lon=14.31))
    again, added_again = read_in(feature("2", lon=14.31), feature("1"))  # another order of the same content
    assert (added, added_again, again.pk) == (True, False, first.pk)
    assert (AreaSet.objects.count(), Area.objects.count()) == (1, 2)


def test_a_changed_file_is_a_new_version(world):
    first, _ = read_in(feature("1"))
    second, added = read_in(feature("1", name="Centrum"))
    assert (added, first.version, second.version) == (True, 1, 2)


def test_the_same_code_twice_is_refused_whole(world):
    with pytest.raises(NotNow):
        read_in(feature("1"), feature("1", lon=14.31))
    assert AreaSet.objects.count() == 0


def test_the_area_in_use_finds_points_and_another_municipality_has_its_own(world):
    ours, _ = read_in(feature("1"), feature("2", lon=14.31))
    theirs, _ = read_in(feature("1", lon=14.61, lat=58.77, municipality_code="9902"), municipality_code="9902")
    operations.use_area_set(municipality=world.bjorkviken, area_set=ours, by=SHELL)
    operations.use_area_set(municipality=world.granhult, area_set=theirs, by=SHELL)
    index = queries.area_index(world.bjorkviken)
    found = [index.locate_key(14.30, 58.90), index.locate_key(14.32, 58.90), index.locate_key(14.62, 58.78)]
    codes = dict(Area.objects.values_list("pk", "code"))
    assert [codes.get(key) for key in found] == ["1", "2", None]
    assert queries.municipality_bounds(world.bjorkviken) == pytest.approx((14.29, 58.89, 14.33, 58.91))


def test_another_municipalitys_set_cannot_be_used(world):
    theirs, _ = read_in(feature("1", municipality_code="9902"), municipality_code="9902")
    with pytest.raises(NotNow):
        operations.use_area_set(municipality=world.bjorkviken, area_set=theirs, by=SHELL)
    assert queries.area_set_in_use(world.bjorkviken) is None


def test_a_set_of_several_municipalities_shows_each_its_own(world):
    both, _ = read_in(feature("1"), feature("2", lon=14.6, municipality_code="9902"), municipality_code="")
    operations.use_area_set(municipality=world.bjorkviken, area_set=both, by=SHELL)
    assert [area.code for area in queries.areas_of(world.bjorkviken)] == ["1"]
    assert queries.area_index(world.bjorkviken).locate_key(14.61, 58.90) is None


def test_bounds_come_from_the_ground_of_the_base_map_or_are_unknown(world):
    assert queries.municipality_bounds(world.bjorkviken) is None
    ground = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {
        "type": "Polygon", "coordinates": [[[14.2, 58.8], [14.4, 58.8], [14.4, 59.0], [14.2, 58.8]]]}}]}  # fmt: skip
    operations.set_map_layers(municipality=world.bjorkviken, layers={"water": ground, "ground": ground}, by=SHELL)
    assert queries.municipality_bounds(world.bjorkviken) == (14.2, 58.8, 14.4, 59.0)
    assert [layer.key for layer in queries.map_layers(world.bjorkviken)] == ["water", "ground"]
    operations.set_map_layers(municipality=world.bjorkviken, layers={"streets": ground}, by=SHELL)
    assert [layer.key for layer in queries.map_layers(world.bjorkviken)] == ["streets"]
    assert list(queries.map_layers(world.granhult)) == []


def test_places_are_found_without_marks_by_every_word_best_first(world):
    new = [operations.NewPlace(name, "square", 14.3, 58.9, aliases) for name, aliases in (
        ("Björkvikens torg", ()), ("Torgkiosken", ("Gula kiosken vid torget",)), ("Gamla torget", ("Torggatan 1",)),
    )]  # fmt: skip
    assert operations.add_places(municipality=world.bjorkviken, places=new, by=SHELL) == 3
    assert operations.add_places(municipality=world.bjorkviken, places=new, by=SHELL) == 0
    operations.add_place(municipality=world.granhult, name="Torget", kind="square", lon=14.62, lat=58.78, by=SHELL)
    names = [place.name for place in queries.search_places(world.bjorkviken, "torg")]
    assert names == ["Torgkiosken", "Gamla torget", "Björkvikens torg", "Furutorget"]
    assert [p.name for p in queries.search_places(world.bjorkviken, "TORG bjorkv")] == ["Björkvikens torg"]
    assert queries.search_places(world.bjorkviken, "torg", limit=1)[0].name == "Torgkiosken"
    assert queries.search_places(world.bjorkviken, " %_ ") == []


@pytest.mark.parametrize(
    ("name", "lon", "lat"), [("Furutorget", 14.3, 58.9), ("", 14.3, 58.9), ("Hamnen", 58.9, 14.3), ("Hamnen", 0, 0)]
)
def test_places_that_cannot_be_are_refused(world, name, lon, lat):
    with pytest.raises(NotNow):
        operations.add_place(municipality=world.bjorkviken, name=name, kind="square", lon=lon, lat=lat, by=SHELL)
    assert Place.objects.for_municipality(world.bjorkviken).count() == 2


@pytest.mark.parametrize("who", ["reporter", "police_officer", "outsider", "council_member"])
def test_only_those_who_keep_the_map_may_change_it(world, who):
    by = getattr(world, who)
    before = AuditEvent.objects.count()
    with pytest.raises(NotAllowed):
        operations.add_place(municipality=world.bjorkviken, name="Hamnen", kind="other", lon=14.3, lat=58.9, by=by)
    with pytest.raises(NotAllowed):
        operations.set_map_layers(municipality=world.bjorkviken, layers={}, by=by)
    with pytest.raises(NotAllowed):
        read_in(feature("1"), by=by)
    assert AuditEvent.objects.count() == before


def test_nobody_but_the_shell_reads_in_a_set_for_all(world):
    with pytest.raises(NotAllowed):
        read_in(feature("1"), municipality_code="", by=world.coordinator)


@given(st.text(max_size=60))
def test_folding_is_done_once(text):
    once = folded(text)
    assert folded(once) == once
    assert once == " ".join(once.split())


def keys(municipality):
    return [layer.key for layer in queries.base_layers(municipality)]


def test_without_layers_of_its_own_the_map_is_drawn_from_the_areas(world):
    ours, _ = read_in(feature("1", name="Väster"), feature("2", lon=14.31, name="Öster"))
    theirs, _ = read_in(feature("9", lon=14.6, municipality_code="9902"), municipality_code="9902")
    assert keys(world.bjorkviken) == []
    operations.use_area_set(municipality=world.bjorkviken, area_set=ours, by=SHELL)
    operations.use_area_set(municipality=world.granhult, area_set=theirs, by=SHELL)
    ground, areas = queries.base_layers(world.bjorkviken)
    assert (ground.key, areas.key) == ("ground", "areas")
    assert [each["properties"] for each in areas.features["features"]] == [
        {"code": "1", "name": "Väster"}, {"code": "2", "name": "Öster"},
    ]  # fmt: skip
    (land,) = ground.features["features"]
    whole = shapely.geometry.shape(land["geometry"])
    # Two squares with a common border, drawn as one surface; the map's metre is the only loss.
    assert whole.geom_type == "Polygon"
    assert whole.bounds == pytest.approx((14.29, 58.89, 14.33, 58.91), abs=2e-5)
    assert whole.area == pytest.approx(0.04 * 0.02, rel=0.002)


def test_layers_of_its_own_come_before_the_areas(world):
    ours, _ = read_in(feature("1"))
    operations.use_area_set(municipality=world.bjorkviken, area_set=ours, by=SHELL)
    streets = {"type": "FeatureCollection", "features": []}
    operations.set_map_layers(municipality=world.bjorkviken, layers={"streets": streets}, by=SHELL)
    assert [(each.key, each.features) for each in queries.base_layers(world.bjorkviken)] == [("streets", streets)]
    assert keys(world.granhult) == []


def test_another_area_set_is_drawn_at_once_and_the_same_one_without_reading_it_again(world, django_assert_num_queries):
    first, _ = read_in(feature("1"))
    second, _ = read_in(feature("1", lon=14.4))
    operations.use_area_set(municipality=world.bjorkviken, area_set=first, by=SHELL)
    before = queries.base_layers(world.bjorkviken)
    with django_assert_num_queries(2):  # its layers, and which set is in use
        assert queries.base_layers(world.bjorkviken) == before
    operations.use_area_set(municipality=world.bjorkviken, area_set=second, by=SHELL)
    assert queries.base_layers(world.bjorkviken) != before


def test_areas_that_overlap_or_lie_apart_are_drawn_too(world):
    ours, _ = read_in(feature("1"), feature("2", lon=14.30, lat=58.895), feature("3", lon=14.5))
    operations.use_area_set(municipality=world.bjorkviken, area_set=ours, by=SHELL)
    ground, areas = queries.base_layers(world.bjorkviken)
    assert len(areas.features["features"]) == 3
    assert ground.features["features"][0]["geometry"]["type"] == "MultiPolygon"


def test_a_wandering_border_is_drawn_with_fewer_corners_and_neighbours_still_meet(world):
    wavy = [(14.30 + 0.00005 * (n % 2), 58.89 + n * 0.0001) for n in range(201)]  # a few metres to and fro
    west = parsed(shapely.Polygon([(14.28, 58.89), *wavy, (14.28, 58.91)]))
    east = parsed(shapely.Polygon([(14.32, 58.89), *wavy, (14.32, 58.91)]))
    made, _ = read_in(*(operations.AreaFeature(code, code, "9901", each) for code, each in (("v", west), ("ö", east))))
    operations.use_area_set(municipality=world.bjorkviken, area_set=made, by=SHELL)
    ground, areas = queries.base_layers(world.bjorkviken)
    shapes = [shapely.geometry.shape(each["geometry"]) for each in areas.features["features"]]
    assert all(shapely.get_num_coordinates(each) < 20 for each in shapes)
    assert shapes[0].intersection(shapes[1]).area == pytest.approx(0, abs=1e-9)
    assert shapely.geometry.shape(ground.features["features"][0]["geometry"]).geom_type == "Polygon"


def test_only_sets_with_an_area_in_the_municipality_are_offered(world):
    ours, _ = read_in(feature("1"), feature("2", lon=14.31))
    both, _ = read_in(feature("1"), feature("2", lon=14.6, municipality_code="9902"), municipality_code="", key="a")
    read_in(feature("1", municipality_code="9902"), municipality_code="9902")
    read_in(feature("1", municipality_code="9902"), municipality_code="", key="b")
    offered = {each.pk: each.area_count for each in queries.area_sets_for(world.bjorkviken)}
    assert offered == {ours.pk: 2, both.pk: 1}
