//! Who may ask, and what every answer says about itself.
//!
//! Any web page can make a browser send requests to this machine. Two rules keep such pages
//! out: the host asked for must be this machine by name (so that a foreign name made to
//! point here is refused), and what changes the book must come from a page of ours.

use axum::extract::Request;
use axum::http::Method;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::ask::Failure;

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a request through, or not, and marks the answer.
pub async fn guard(port: u16, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if !asks_for_us(request.headers(), port) {
        Failure::refused(
            403,
            "This address is not Gonio's",
            "Gonio answers only on this machine's own names, 127.0.0.1 and localhost.",
        )
        .bare()
    } else if !reads && !comes_from_us(request.headers()) {
        Failure::refused(
            403,
            "Another page tried to change the book",
            "Only Gonio's own pages may do that. Nothing was changed.",
        )
        .bare()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

/// Whether the host asked for is this machine by a name of its own, with our port.
fn asks_for_us(headers: &HeaderMap, port: u16) -> bool {
    let Some(host) = text(headers, header::HOST) else { return false };
    let (name, asked) = match host.rsplit_once(':') {
        Some((name, digits)) if !digits.ends_with(']') => (name, digits.parse().ok()),
        _ => (host, Some(80)),
    };
    let ours = ["127.0.0.1", "localhost", "[::1]"].iter().any(|n| n.eq_ignore_ascii_case(name));
    ours && asked == Some(port)
}

/// The port in the address that was asked for.
pub fn port(headers: &HeaderMap) -> Option<u16> {
    text(headers, header::HOST)?.rsplit_once(':')?.1.parse().ok()
}

/// Whether a page of ours sends this. Browsers say so in one of two ways, none of which a
/// page can forge; what is said must be right, and something must be said.
fn comes_from_us(headers: &HeaderMap) -> bool {
    let host = text(headers, header::HOST).unwrap_or_default();
    let origin = text(headers, header::ORIGIN)
        .map(|origin| origin.eq_ignore_ascii_case(&format!("http://{host}")));
    let site = text(headers, FETCH_SITE).map(|site| matches!(site, "same-origin" | "none"));
    match (origin, site) {
        (None, None) => false,
        (origin, site) => origin.unwrap_or(true) && site.unwrap_or(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        list.iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let asks = |host| asks_for_us(&headers(&[("host", host)]), 8700);
        for host in ["127.0.0.1:8700", "localhost:8700", "LOCALHOST:8700", "[::1]:8700"] {
            assert!(asks(host), "{host}");
        }
        for host in [
            "evil.example:8700",
            "127.0.0.1",
            "127.0.0.1:8701",
            "localhost.evil.example:8700",
            "[::1]",
            "",
        ] {
            assert!(!asks(host), "{host}");
        }
        assert!(!asks_for_us(&HeaderMap::new(), 8700));
        assert!(asks_for_us(&headers(&[("host", "localhost")]), 80));
    }

    #[test]
    fn only_our_own_pages_may_change_the_book() {
        let host = ("host", "127.0.0.1:8700");
        let origin = |o| comes_from_us(&headers(&[host, ("origin", o)]));
        assert!(origin("http://127.0.0.1:8700"));
        for foreign in
            ["http://evil.example", "null", "http://127.0.0.1:8701", "https://127.0.0.1:8700"]
        {
            assert!(!origin(foreign), "{foreign}");
        }
        let site = |s| comes_from_us(&headers(&[host, ("sec-fetch-site", s)]));
        assert!(site("same-origin") && site("none"));
        assert!(!site("cross-site") && !site("same-site"));
        assert!(!comes_from_us(&headers(&[host])));
        let both = [host, ("origin", "http://127.0.0.1:8700"), ("sec-fetch-site", "cross-site")];
        assert!(!comes_from_us(&headers(&both)));
    }
}
