//! Telling open pages that the book has changed, whoever changed it: this program, another one,
//! or a command. Server-sent events: a page keeps one connection while it is looked at.
//!
//! The book is asked how far it was written once a second, and only while somebody listens.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures_core::Stream;
use gonio_app::access::Right;
use gonio_app::pages::Latest;
use tokio::sync::{mpsc, watch};

use super::ask::Failure;
use super::{Server, Token};

/// How often the book is asked.
const EVERY: Duration = Duration::from_secs(1);
/// A connection on which nothing happens is kept open by a word now and then.
const ALIVE: Duration = Duration::from_secs(20);

/// How far the book was written, for whoever listens.
pub type Heard = watch::Sender<Latest>;

/// Watches the book until it is dropped.
pub async fn watch_book(server: Arc<Server>) {
    loop {
        tokio::time::sleep(EVERY).await;
        if server.heard.receiver_count() == 0 {
            continue;
        }
        let asked = Arc::clone(&server);
        let latest = tokio::task::spawn_blocking(move || asked.with_reader(|b| Ok(b.latest()?)));
        if let Ok(Ok(latest)) = latest.await {
            server.heard.send_if_modified(|known| {
                let changed = *known != latest;
                *known = latest;
                changed
            });
        }
    }
}

/// Lines of an event stream.
struct Lines(mpsc::Receiver<String>);

impl Stream for Lines {
    type Item = Result<String, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|line| line.map(Ok))
    }
}

/// `GET /events`
pub async fn events(State(server): State<Arc<Server>>, token: Token) -> Response {
    let asked = Arc::clone(&server);
    let look = tokio::task::spawn_blocking(move || {
        asked.allowed(&token.0, Right::SeeNumbers)?;
        asked.with_reader(|book| Ok(book.latest()?))
    });
    let first = match look.await {
        Ok(Ok(latest)) => latest,
        Ok(Err(failure)) => return failure.bare(),
        Err(_) => return Failure::broken("a question stopped halfway").bare(),
    };
    let mut heard = server.heard.subscribe();
    let mut closing = server.closing.subscribe();
    let (tell, told) = mpsc::channel(4);
    tokio::spawn(async move {
        let mut known = first;
        let word = |l: Latest| format!("event: book\ndata: {}.{}\n\n", l.entry, l.batch);
        if tell.send(word(known)).await.is_err() {
            return;
        }
        loop {
            let line = tokio::select! {
                changed = heard.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let latest = *heard.borrow_and_update();
                    if latest == known {
                        continue;
                    }
                    known = latest;
                    word(latest)
                }
                // The server ends: so does every connection.
                _ = closing.changed() => return,
                () = tokio::time::sleep(ALIVE) => ": still here\n\n".to_string(),
            };
            // Whoever listened has gone.
            if tell.send(line).await.is_err() {
                return;
            }
        }
    });
    let kind = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    (kind, Body::from_stream(Lines(told))).into_response()
}
