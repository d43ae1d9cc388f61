//! Style sheet, script and icon, built into the program.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::web::ask::Failure;

/// Name, type, contents.
const ASSETS: [(&str, &str, &[u8]); 3] = [
    ("gonio.css", "text/css; charset=utf-8", include_bytes!("../../../assets/gonio.css")),
    ("gonio.js", "text/javascript; charset=utf-8", include_bytes!("../../../assets/gonio.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("../../../assets/icon.svg")),
];

/// An asset. The browser may keep it, and asks each time whether it is still the same.
pub async fn asset(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some((_, kind, bytes)) = ASSETS.into_iter().find(|(name, ..)| *name == file) else {
        return Failure::no_page().bare();
    };
    let tag = tag(bytes);
    let keep = [
        (header::CONTENT_TYPE, kind.to_string()),
        (header::CACHE_CONTROL, "no-cache".to_string()),
        (header::ETAG, tag.clone()),
    ];
    let same = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str());
    if same {
        (StatusCode::NOT_MODIFIED, keep).into_response()
    } else {
        (keep, bytes).into_response()
    }
}

/// What tells versions of an asset apart: FNV-1a over its bytes.
fn tag(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("\"{hash:016x}\"")
}
