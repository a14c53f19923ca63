"""Settings on the command line: written whole or not at all, and told with where they come from."""

import stat
import tomllib

import pytest

from tests.cli.program import Program


def test_a_key_is_set_and_all_that_was_written_by_hand_stays(siti: Program) -> None:
    file = siti.home / "config.toml"
    before = f"# milik saya\n{file.read_text()}# akhir\n"
    file.write_text(before)
    assert siti("config", "set", "lang", "en").code == 0
    assert siti("config", "set", "sync_interval", "300").code == 0
    assert siti("config", "set", "thin_driver", "false").code == 0
    assert siti("config", "set", "keys.calendar.new", "n,insert").code == 0
    text = file.read_text()
    assert "# milik saya\n[targets" in text
    assert text.count("# akhir\n") == 1
    read = tomllib.loads(text)
    assert (read["lang"], read["sync_interval"], read["thin_driver"]) == ("en", 300, False)
    assert read["keys"] == {"calendar.new": "n,insert"}
    assert read["targets"] == tomllib.loads(before)["targets"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert tomllib.loads((siti.home / "config.toml.before").read_text())["lang"] == "en"


def test_a_file_that_can_not_be_changed_by_a_line_is_written_anew_and_kept_beside(siti: Program) -> None:
    file = siti.home / "config.toml"
    url = tomllib.loads(file.read_text())["targets"]["pusat"]["url"]
    before = f'targets = {{ pusat = {{ url = "{url}" }} }} # satu baris\n'
    file.write_text(before)
    assert siti("config", "set", "targets.pusat.proxy", "http://127.0.0.1:3128").code == 0
    assert tomllib.loads(file.read_text())["targets"]["pusat"] == {"url": url, "proxy": "http://127.0.0.1:3128"}
    assert (siti.home / "config.toml.before").read_text() == before


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("lagn", "en", ["lagn", "lang"]),
        ("lang", "fr", ["fr", "id, en"]),
        ("sync_interval", "often", ["sync_interval", "bilangan bulat"]),
        ("sync_interval", "-1", ["sync_interval", "86400"]),
        ("targets.pusat.url", "http://pusat.go.id", ["https"]),
        ("targets.pusat.urll", "https://a.id", ["urll", "url"]),
        ("keys.calendar.new", "e", ["keys.calendar.new", "calendar.edit"]),
        ("targets", "x", ["targets", "tabel"]),
    ],
)
def test_what_would_not_be_fine_is_refused_and_nothing_is_written(
    siti: Program, key: str, value: str, words: list[str]
) -> None:
    before = (siti.home / "config.toml").read_text()
    done = siti("config", "set", "--", key, value)
    assert done.code == 2
    for word in words:
        assert word in done.err
    assert (siti.home / "config.toml").read_text() == before


def test_a_key_that_is_taken_out_gives_way_to_what_stands_below(siti: Program) -> None:
    siti("config", "set", "lang", "en")
    assert siti("config", "unset", "lang").code == 0
    assert siti("config", "show", "--json").json["lang"] == "id"
    done = siti("config", "unset", "lang")
    assert done.code == 2
    assert "lang" in done.err


def test_settings_are_told_with_where_they_come_from(siti: Program) -> None:
    file = siti.home / "config.toml"
    file.write_text(f'sync_interval = 300\n{file.read_text()}[keys]\n"calendar.new" = "n,insert"\n')
    shown = {line.split()[0]: line for line in siti("--lang", "id", "config", "show").out.splitlines()}
    assert shown["sync_interval"].split(maxsplit=2)[1:] == ["300", f"Anda ({file}:1)"]
    assert "bawaan" in shown["theme"]
    assert "opsi --lang" in shown["lang"]
    assert f"({file}:" in shown["targets.pusat.url"]
    assert '"n,insert"' in shown["keys.calendar.new"]


def test_the_first_file_says_everything_and_changes_nothing(nobody: Program) -> None:
    before = nobody("config", "show", "--json").json
    assert nobody("config", "init").code == 0
    assert nobody("config", "show", "--json").json == before
    text = (nobody.home / "config.toml").read_text()
    assert '# lang = "id"' in text
    done = nobody("config", "init")
    assert done.code == 2
    assert (nobody.home / "config.toml").read_text() == text


def test_a_table_is_set_key_by_key_and_told_with_its_source(siti: Program) -> None:
    assert siti("config", "set", "report.place", "Kota Contoh").code == 0
    assert siti("config", "show", "--json").json["report"]["place"] == "Kota Contoh"
    shown = {line.split()[0]: line for line in siti("config", "show").out.splitlines()}
    assert "config.toml:" in shown["report.place"]
    assert siti("config", "unset", "report.place").code == 0
    assert siti("config", "set", "report.plase", "x").code == 2


def test_a_file_in_another_coding_is_named_with_the_remedy_and_left_as_it_is(siti: Program) -> None:
    file = siti.home / "config.toml"
    file.write_bytes(b'lang = "id"\n# caf\xe9\n')
    done = siti("config", "set", "lang", "en")
    assert done.code == 2
    assert "UTF-8" in done.err
    assert "izin" not in done.err
    assert file.read_bytes() == b'lang = "id"\n# caf\xe9\n'


def test_what_would_break_the_settings_is_not_taken_out(siti: Program) -> None:
    file = siti.home / "config.toml"
    file.write_text(f'default_target = "kantor"\n{file.read_text().replace("targets.pusat", "targets.kantor")}')
    before = file.read_text()
    done = siti("config", "unset", "default_target")
    assert done.code == 2
    assert "default_target" in done.err
    assert "kantor" in done.err
    assert file.read_text() == before
    file.write_text(before.replace('"kantor"', '"kntor"', 1))
    assert siti("config", "unset", "targets.kantor.url").code == 0, "what was wrong before may be mended step by step"


@pytest.mark.parametrize(("version", "words"), [("2", ["baru", "2", "1"]), ('"1"', ["version", "bilangan bulat"])])
def test_settings_of_a_form_to_come_are_refused_with_words_and_kept(
    siti: Program, version: str, words: list[str]
) -> None:
    file = siti.home / "config.toml"
    file.write_text(f"# milik saya\nversion = {version}\n{file.read_text()}")
    before = file.read_bytes()
    for command in (("config", "check"), ("config", "set", "lang", "en"), ("status",)):
        done = siti(*command)
        assert done.code == 2
        assert f"{file}:2:" in done.err
        for word in words:
            assert word in done.err
    assert file.read_bytes() == before


def test_settings_may_name_the_form_that_this_program_knows(siti: Program) -> None:
    file = siti.home / "config.toml"
    file.write_text(f"version = 1\n{file.read_text()}")
    assert siti("config", "set", "sync_interval", "300").code == 0
    assert tomllib.loads(file.read_text())["version"] == 1
    assert siti("config", "show").code == 0


def test_secrets_of_the_settings_are_printed_nowhere(siti: Program) -> None:
    secret = "s3kr1t"
    siti("config", "set", "targets.pusat.token_command", f"printf {secret}")
    told = siti("config", "set", "targets.pusat.proxy", f"http://siti:{secret}@127.0.0.1:3128")
    wrong = siti("config", "set", "targets.pusat.url", f"https://siti:{secret}@pusat.go.id")
    for done in (told, wrong, siti("config", "show"), siti("config", "show", "--json"), siti("doctor")):
        assert secret not in done.out + done.err
    assert secret in (siti.home / "config.toml").read_text()


@pytest.mark.parametrize("value", ["proksi:3128", "socks5://proksi:1080", "http://", "http://siti:s3kr1t@proksi:x"])
def test_an_address_that_is_none_of_a_proxy_is_refused_without_its_password(siti: Program, value: str) -> None:
    before = (siti.home / "config.toml").read_text()
    done = siti("config", "set", "targets.pusat.proxy", value)
    assert done.code == 2
    assert "http://HOST:PORT" in done.err
    assert "s3kr1t" not in done.err
    assert (siti.home / "config.toml").read_text() == before
