"""The environment names the settings; the key never shows."""

from extractor.settings import Settings, from_environment


def test_no_model_is_asked_unless_one_is_named() -> None:
    """A key alone bills nobody."""
    assert from_environment({"OPENAI_API_KEY": "sk-secret"}).endpoint.model == ""


def test_the_environment_names_model_endpoint_and_cache() -> None:
    """Each variable lands where it belongs."""
    found = from_environment(
        {"EXTRACTOR_MODEL": "m", "EXTRACTOR_BASE_URL": "http://127.0.0.1:1/v1", "EXTRACTOR_CACHE_DIR": "kept"}
    )
    assert (found.endpoint.model, found.endpoint.base_url, str(found.replies.cache_dir)) == (
        "m",
        "http://127.0.0.1:1/v1",
        "kept",
    )


def test_the_key_is_in_no_printed_form() -> None:
    """Printing the settings does not print the key."""
    found = from_environment({"EXTRACTOR_API_KEY": "sk-secret"})
    assert found.endpoint.api_key == "sk-secret"
    assert "sk-secret" not in repr(found) + str(Settings(endpoint=found.endpoint))
