//! The pages over HTTP: listening, who may ask, and which handler answers what.
//!
//! What a page shows is in `pages`, how it is filled in `handlers`. Reading happens on a few
//! connections of its own, writing on one, and neither on the threads that serve.

mod ask;
mod guard;
mod handlers;
pub mod pages;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Uri;
use axum::middleware;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use gonio_app::coding::Rulebook;
use gonio_app::pages::{Latest, Span};
use gonio_app::words::Words;
use gonio_app::{Book, Now};
use gonio_billing::day::Day;

use ask::{Answer, Ask, Failure, Query};
use pages::HomeBooks;

/// The most that one upload may hold.
const LARGEST_UPLOAD: u64 = 4 << 30;
/// Open books kept for the next page.
const KEPT_BOOKS: usize = 4;
/// Computed home pages kept.
const KEPT_HOMES: usize = 8;

/// A home page that was computed.
pub struct Home {
    /// What it shows.
    pub books: HomeBooks,
    /// The days in the book.
    pub span: Span,
}

/// Home pages by how far the book was written and the day looked from.
type Homes = Vec<((Latest, Day), Arc<Home>)>;

/// What the handlers share: the book, the clock, the rulebook's words.
pub struct Server {
    db_url: String,
    clock: fn() -> Now,
    words: Words,
    rulebook: Rulebook,
    /// Open and at rest.
    books: Mutex<Vec<Book>>,
    /// Held by whoever writes: the next one waits here, for as long as it takes.
    writing: Mutex<()>,
    homes: Mutex<Homes>,
}

impl Server {
    /// Opens the book at `db_url`.
    ///
    /// # Errors
    /// A book that cannot be opened, in plain words.
    pub fn open(db_url: String, clock: fn() -> Now) -> Result<Server, String> {
        let book = Book::open(&db_url).map_err(|e| e.to_string())?;
        let causes = gonio_app::import::causes().map_err(|e| e.to_string())?;
        Ok(Server {
            db_url,
            clock,
            words: Words::new(causes),
            rulebook: gonio_app::coding::rulebook().map_err(|e| e.to_string())?,
            books: Mutex::new(vec![book]),
            writing: Mutex::default(),
            homes: Mutex::default(),
        })
    }

    /// A book for the time of some work.
    fn with_book<T>(
        &self,
        work: impl FnOnce(&mut Book) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let kept = held(&self.books).pop();
        let mut book = match kept {
            Some(book) => book,
            None => Book::open(&self.db_url)?,
        };
        let done = work(&mut book);
        let mut books = held(&self.books);
        if books.len() < KEPT_BOOKS {
            books.push(book);
        }
        done
    }

    /// A book as it is at one moment.
    fn with_reader<T>(&self, look: impl FnOnce(&Book) -> Result<T, Failure>) -> Result<T, Failure> {
        self.with_book(|book| book.at_once(look))
    }

    /// A book to write to, one after another.
    fn write<T>(&self, work: impl FnOnce(&mut Book) -> Result<T, Failure>) -> Result<T, Failure> {
        let _turn = held(&self.writing);
        self.with_book(work)
    }

    /// The answer of a handler that reads.
    fn look(&self, handler: Handler, uri: &Uri) -> Response {
        let now = (self.clock)();
        let query = Query::of(uri);
        let path: Vec<&str> = uri.path().split('/').filter(|p| !p.is_empty()).collect();
        let seen = self.with_reader(|book| {
            let practice = book.practice()?;
            let ask = Ask::new(self, book, &practice, now, &path, &query);
            // A failure is dressed here, where the practice is known.
            Ok(handler(&ask).unwrap_or_else(|failure| ask.failed(failure)))
        });
        match seen {
            Ok(answer) => answer.into_response(),
            Err(failure) => failure.bare(),
        }
    }

    /// The home page computed before, if the book is as it was.
    fn home(&self, key: (Latest, Day)) -> Option<Arc<Home>> {
        held(&self.homes).iter().find(|(k, _)| *k == key).map(|(_, home)| Arc::clone(home))
    }

    fn keep_home(&self, key: (Latest, Day), home: &Arc<Home>) {
        let mut homes = held(&self.homes);
        homes.retain(|(k, _)| k.0 == key.0 && k.1 != key.1);
        if homes.len() >= KEPT_HOMES {
            homes.remove(0);
        }
        homes.push((key, Arc::clone(home)));
    }
}

impl Drop for Server {
    /// Closing a connection waits for it, which a thread that serves must not.
    fn drop(&mut self) {
        let books = std::mem::take(&mut *held(&self.books));
        // Nothing is left to be done if closing fails.
        let _ = std::thread::spawn(move || drop(books)).join();
    }
}

/// Locks. One that panicked while it held the lock left nothing half done: what it changed
/// in the book was rolled back.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A handler that only reads.
type Handler = fn(&Ask<'_>) -> Result<Answer, Failure>;

/// Answers `GET` with a handler, away from the threads that serve.
fn page(handler: Handler) -> MethodRouter<Arc<Server>> {
    get(move |server: axum::extract::State<Arc<Server>>, uri: Uri| async move {
        let look = tokio::task::spawn_blocking(move || server.0.look(handler, &uri));
        look.await.unwrap_or_else(|_| Failure::broken("a page stopped halfway").bare())
    })
}

fn router(server: Arc<Server>, port: u16) -> Router {
    let upload = usize::try_from(LARGEST_UPLOAD).unwrap_or(usize::MAX);
    Router::new()
        .route("/", page(handlers::home::home))
        .route("/claims", page(handlers::claims::claims))
        .route("/claims/{id}", page(handlers::claim::claim))
        .route("/remittances", page(handlers::remittances::remittances))
        .route("/remittances/{id}", page(handlers::remittance::remittance))
        .route("/denials", page(handlers::denials::denials))
        .route("/work", page(handlers::work::work))
        .route("/imports", page(handlers::imports::imports))
        .route("/imports/{id}", page(handlers::imports::import))
        .route(
            "/imports/{id}/undo",
            page(handlers::imports::ask_undo).post(handlers::receive::undo),
        )
        .route("/metrics/{id}", page(handlers::metrics::metric))
        .route("/calculator", page(handlers::calculator::calculator))
        .route("/explain/{name}", page(handlers::calculator::explain_page))
        .route("/api/units", page(handlers::calculator::api_units))
        .route("/api/price", page(handlers::calculator::api_price))
        .route("/api/explain/{name}", page(handlers::calculator::api_explain))
        .route("/import", post(handlers::receive::import).layer(DefaultBodyLimit::max(upload)))
        .route("/assets/{file}", get(handlers::assets::asset))
        .fallback(page_missing)
        .method_not_allowed_fallback(method_missing)
        .layer(middleware::from_fn(move |request, next| guard::guard(port, request, next)))
        .with_state(server)
}

async fn page_missing(server: axum::extract::State<Arc<Server>>, uri: Uri) -> Response {
    let look =
        tokio::task::spawn_blocking(move || server.0.look(|_| Err(Failure::no_page()), &uri));
    look.await.unwrap_or_else(|_| Failure::no_page().bare())
}

async fn method_missing() -> Response {
    Failure::refused(405, "That cannot be done here", "This address is only for looking.").bare()
}

/// Serves the pages of the book at `db_url` until the program is told to stop. `ready` is
/// told the address once it listens.
///
/// # Errors
/// An address that is not this machine's own or is taken; a book that cannot be opened.
pub async fn serve(
    db_url: String,
    listen: SocketAddr,
    clock: fn() -> Now,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), String> {
    if !listen.ip().is_loopback() {
        return Err(format!(
            "{} is not this machine alone; until there are accounts, Gonio serves this machine \
             only: use 127.0.0.1",
            listen.ip()
        ));
    }
    // Books are opened away from the threads that serve.
    let open = tokio::task::spawn_blocking(move || Server::open(db_url, clock));
    let server = Arc::new(open.await.map_err(|e| e.to_string())??);
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|e| format!("{listen} cannot be listened on: {e}; try another port"))?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    ready(address);
    axum::serve(listener, router(server, address.port()))
        .with_graceful_shutdown(told_to_stop())
        .await
        .map_err(|e| format!("the server stopped: {e}"))
}

/// Ends when the program is interrupted or asked to end.
async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Nobody can interrupt; then only the asking below ends it.
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut asked) = signal(SignalKind::terminate()) {
            let mut interrupted = std::pin::pin!(interrupted);
            let mut asked = std::pin::pin!(asked.recv());
            std::future::poll_fn(|context| {
                let either = interrupted.as_mut().poll(context).is_ready()
                    || asked.as_mut().poll(context).is_ready();
                if either { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
            })
            .await;
            return;
        }
    }
    interrupted.await;
}
