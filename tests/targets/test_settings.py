"""Each wrong mapping is refused when it is loaded, by file, line and key, with what would be right."""

from pathlib import Path
from typing import Any

import pytest

from ekin_tui.config import Home, SettingsError, check, load
from ekin_tui.config.target import Target
from ekin_tui.text import Words

GOOD = """[targets.dinas]
kind = "rest"
url = "https://api.dinas.go.id/v1/kegiatan"
[targets.dinas.rest]
update_url = "https://api.dinas.go.id/v1/kegiatan/{their_id}"
status_url = "https://api.dinas.go.id/v1/kegiatan?id={id}"
[targets.dinas.rest.fields]
tanggal = "{day:%d-%m-%Y}"
jumlah = "{quantity}"
aktif = true
[targets.dinas.rest.fields.waktu]
mulai = "{start:%H.%M}"
[targets.dinas.rest.headers]
X-Instansi = "1234"
[targets.dinas.rest.status_out]
submitted = "DIAJUKAN"
[targets.dinas.rest.status_in]
DISETUJUI = "approved"
"""


def refused(folder: Path, text: str) -> SettingsError:
    home = Home.find(folder)
    home.config_file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        check(load(home, {}, system=folder / "none"), home, system=folder / "none")
    return caught.value


def test_a_whole_mapping_is_fine_and_is_no_primary(tmp_path: Path) -> None:
    home = Home.find(tmp_path)
    home.config_file.write_text(GOOD + '[targets.pusat]\nurl = "https://pusat.go.id"\n', encoding="utf-8")
    settings = load(home, {}, system=tmp_path / "none")
    check(settings, home, system=tmp_path / "none")
    assert list(settings.mirrors) == ["dinas"]
    assert settings.mirrors["dinas"].rest.fields["waktu"] == {"mulai": "{start:%H.%M}"}


@pytest.mark.parametrize(
    ("before", "after", "key", "code", "details"),
    [
        ('kind = "rest"', 'kind = "rst"', "kind", "choice-wrong", {"value": "rst", "choices": "ekin, rest, folder"}),
        ('url = "https://api.dinas.go.id/v1/kegiatan"\n', "", "url", "key-needed", {}),
        ('url = "https://api.d', 'url = "http://api.d', "url", "url-wrong", {}),
        ("update_url =", 'method = "GET"\nupdate_url =', "rest.method", "choice-wrong", {"value": "GET"}),
        ("update_url", "update_uri", "rest.update_uri", "key-unknown", {"near": "rest.update_url"}),
        ("{their_id}", "{their}", "rest.update_url", "gap-name", {"value": "{their}"}),
        ('v1/kegiatan"\n', 'v1/{nama}"\n', "url", "gap-name", {"value": "{nama}"}),
        ('//api.dinas.go.id/v1/kegiatan"\n', '//{id}.go.id/v1"\n', "url", "url-wrong", {}),
        ("status_url", "list_url", "rest.list_url", "gap-none", {}),
        ("https://api.dinas.go.id/v1/kegiatan/{", "https://jahat.id/{", "rest.update_url", "host-other", {}),
        ("https://api.dinas.go.id/v1/kegiatan/{", "http://api.dinas.go.id/{", "rest.update_url", "url-wrong", {}),
        ("https://api.dinas.go.id/v1/kegiatan/{", "https://{id}.go.id/{", "rest.update_url", "url-wrong", {}),
        ("{day:%d-%m-%Y}", "{day:%x}", "rest.fields.tanggal", "gap-format", {"value": "{day:%x}"}),
        ("{start:%H.%M}", "{start.hour}", "rest.fields.waktu.mulai", "gap-name", {"value": "{start.hour}"}),
        ("{quantity}", "{quantity", "rest.fields.jumlah", "gap-open", {}),
        ("aktif = true", "aktif = [1]", "rest.fields.aktif", "type-wrong", {"want": "str"}),
        ("X-Instansi", "Content-Length", "rest.headers.Content-Length", "header-wrong", {}),
        ('"1234"', '"1\\r\\nX: 2"', "rest.headers.X-Instansi", "header-wrong", {}),
        ('"1234"', "1234", "rest.headers.X-Instansi", "type-wrong", {"want": "str"}),
        ("update_url =", 'id = "id"\nupdate_url =', "rest.id", "pointer-wrong", {"value": "id"}),
        ("update_url =", 'list_next = "next"\nupdate_url =', "rest.list_next", "pointer-wrong", {"value": "next"}),
        ("update_url =", 'forbidden = "all"\nupdate_url =', "rest.forbidden", "choice-wrong", {"value": "all"}),
        ("update_url =", 'token_format = "Bearer"\nupdate_url =', "rest.token_format", "token-format", {}),
        ("submitted =", "draft =", "rest.status_out.submitted", "key-needed", {}),
        ("submitted =", 'draft = "X"\nsubmitted =', "rest.status_out.draft", "choice-wrong", {"value": "draft"}),
        ('"approved"', '"setuju"', "rest.status_in.DISETUJUI", "choice-wrong", {"value": "setuju"}),
        ('"DIAJUKAN"', "1", "rest.status_out.submitted", "type-wrong", {"want": "str"}),
    ],
)
def test_a_wrong_mapping_is_named_by_line_key_and_remedy(
    tmp_path: Path, before: str, after: str, key: str, code: str, details: dict[str, Any]
) -> None:
    assert GOOD.count(before) >= 1
    error = refused(tmp_path, GOOD.replace(before, after, 1))
    assert (error.code, error.key) == (code, f"targets.dinas.{key}")
    assert details.items() <= {**error.details, "near": f"rest.{error.details.get('near')}"}.items()
    assert error.place.startswith(f"{tmp_path / 'config.toml'}:")
    for lang in ("id", "en"):
        said = Words(lang)(f"config.{code}", **{"key": error.key, **error.details})
        assert error.key in said


def test_a_rest_target_can_not_decide(tmp_path: Path) -> None:
    error = refused(tmp_path, 'default_target = "dinas"\n' + GOOD + '[targets.kas]\nkind = "folder"\npath = "/usb"')
    assert (error.code, error.details) == ("target-mirror", {"name": "dinas", "known": "kas"})
    assert error.place.endswith("config.toml:1")


@pytest.mark.parametrize("path", ["", "usb/ekin", "../usb"])
def test_a_folder_is_named_from_the_root(tmp_path: Path, path: str) -> None:
    error = refused(tmp_path, f'[targets.pusat]\nkind = "folder"\npath = "{path}"')
    assert (error.code, error.key) == ("folder-wrong", "targets.pusat.path")


def test_two_targets_whose_tokens_would_lie_in_one_file_are_refused(tmp_path: Path) -> None:
    error = refused(
        tmp_path,
        '[targets.pusat]\nurl = "https://pusat.go.id"\n[targets."dinas.a"]\nurl = "https://a.go.id"\n'
        '[targets.dinas_a]\nurl = "https://b.go.id"\n',
    )
    assert (error.code, error.key, error.details) == ("names-alike", "targets.dinas_a", {"other": "dinas.a"})
    assert "dinas.a" in Words("en")(f"config.{error.code}", **{"key": error.key, **error.details})


def test_a_target_of_another_kind_at_the_same_address_is_another_one() -> None:
    url = "https://api.dinas.go.id"
    assert (
        len({Target(kind="ekin", url=url).place, Target(kind="rest", url=url).place, Target(url=url + "/v2").place})
        == 3
    )
