"""What goes over the wire is the page, smaller, and its length says little."""

import gzip

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from debrief.privacy.compression import CompressionMiddleware

PAGE = "What you write is yours. " * 50


def answered(accepts: str, response: HttpResponse | StreamingHttpResponse) -> HttpResponse:
    request = RequestFactory().get("/", HTTP_ACCEPT_ENCODING=accepts)
    middleware = CompressionMiddleware(lambda request: response)
    return middleware(request)  # type: ignore[return-value]


@pytest.mark.parametrize("accepts", ["gzip, deflate, br, zstd", "br;q=0.9", "br"])
def test_a_browser_that_takes_brotli_gets_it(accepts: str) -> None:
    response = answered(accepts, HttpResponse(PAGE, headers={"ETag": '"one"'}))
    assert response["Content-Encoding"] == "br"
    assert brotli.decompress(response.content).decode() == PAGE
    assert int(response["Content-Length"]) == len(response.content) < len(PAGE)
    assert response["ETag"] == 'W/"one"'
    assert "Accept-Encoding" in response["Vary"]


def test_what_a_browser_keeps_for_good_is_packed_more_tightly() -> None:
    page = " ".join(str(number * number) for number in range(5_000))
    kept = answered("br", HttpResponse(page, headers={"Cache-Control": "max-age=31536000, immutable"}))

    assert len(kept.content) < len(answered("br", HttpResponse(page)).content)


@pytest.mark.parametrize("accepts", ["gzip", "br;q=0, gzip", "gzip, br; q=0.0", "gzip, abr"])
def test_one_that_does_not_gets_gzip(accepts: str) -> None:
    response = answered(accepts, HttpResponse(PAGE))
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).decode() == PAGE


@pytest.mark.parametrize(
    "response",
    [HttpResponse("short"), HttpResponse(PAGE, headers={"Content-Encoding": "zstd"})],
    ids=["short", "encoded already"],
)
def test_what_is_short_or_encoded_already_stays_as_it_is(response: HttpResponse) -> None:
    before = response.content
    assert answered("br, gzip", response).content == before


def test_a_stream_is_left_to_gzip() -> None:
    response = answered("br, gzip", StreamingHttpResponse([PAGE.encode()]))
    assert response["Content-Encoding"] == "gzip"


def test_the_length_of_the_same_page_is_blurred() -> None:
    lengths = {len(answered("br", HttpResponse(PAGE))["X-Padding"]) for _ in range(50)}
    assert len(lengths) > 10


@pytest.mark.parametrize("accepts", ["br, gzip", "gzip", "identity"])
def test_a_304_names_the_page_as_it_was_named_when_it_was_sent(accepts: str) -> None:
    """RFC 9110, 15.4.5, and RFC 9111, 4.3.4: with a strong tag no page that a cache holds would fit."""
    response = answered(accepts, HttpResponse(status=304, headers={"ETag": '"one"', "Vary": "Cookie"}))
    assert response["ETag"] == 'W/"one"'
    assert response["Vary"] == "Cookie, Accept-Encoding"
    assert not response.content
    assert "X-Padding" not in response
