//! The pages over HTTP: listening, who may ask, and which handler answers what.
//!
//! What a page shows is in `pages`, how it is filled in `handlers`. Reading happens on a few
//! connections of its own, writing on one, and neither on the threads that serve.

mod ask;
mod guard;
mod handlers;
mod live;
pub mod pages;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{Uri, header};
use axum::middleware;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use gonio_app::access::{Right, Who};
use gonio_app::coding::Rulebook;
use gonio_app::pages::{Latest, Span};
use gonio_app::words::Words;
use gonio_app::{Book, Now, people};
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
    /// How far the book was written, for open pages.
    heard: live::Heard,
    /// Told when the server ends.
    closing: tokio::sync::watch::Sender<bool>,
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
            heard: live::Heard::default(),
            closing: tokio::sync::watch::Sender::default(),
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
        self.with_book(|book| {
            let done = work(book);
            // Whoever reads before the sums are settled works out the rest; that this fails
            // changes no number.
            let _ = book.settle(&mut |_, _| {});
            done
        })
    }

    /// Sums up what was written before, part by part, so that others can write in between and
    /// the server can end.
    fn settle(&self) {
        let mut left = true;
        while left && !*self.closing.borrow() {
            let _turn = held(&self.writing);
            left = matches!(self.with_book(|book| Ok(book.settle_part()?)), Ok(Some(_)));
        }
    }

    /// The answer of a handler that reads, to whoever may see it.
    fn look(&self, right: Right, handler: Handler, uri: &Uri, token: &str) -> Response {
        let query = Query::of(uri);
        let path: Vec<&str> = uri.path().split('/').filter(|p| !p.is_empty()).collect();
        let seen = self.with_reader(|book| {
            let practice = book.practice()?;
            let (now, person) = self.who(book, token)?;
            let ask = Ask::new(self, book, &practice, now, &path, &query).of(person);
            if now.who == Who::Stranger && right != Right::SeeRules {
                return Ok(ask.stranger(uri));
            }
            // A failure is dressed here, where the practice is known.
            let answer = now.who.may(right).map_err(Failure::from).and_then(|()| handler(&ask));
            Ok(answer.unwrap_or_else(|failure| ask.failed(failure)))
        });
        match seen {
            Ok(answer) => answer.into_response(),
            Err(failure) => failure.bare(),
        }
    }

    /// Writes down that a session is used. While somebody else writes, that can wait.
    fn keep_session(&self, token: &str) {
        if token.is_empty() {
            return;
        }
        if let Ok(_turn) = self.writing.try_lock() {
            // Not being able to write it down only ends the session earlier.
            let now = (self.clock)();
            let _ = self.with_book(|book| Ok(people::keep_session(book, token, now)?));
        }
    }

    /// Who asks, and their name.
    fn who(&self, book: &Book, token: &str) -> Result<(Now, String), Failure> {
        let now = (self.clock)();
        let (who, name) = people::of_session(book, token, now)?;
        Ok((Now { who, ..now }, name))
    }

    /// Whether whoever shows the token may.
    fn allowed(&self, token: &str, right: Right) -> Result<(), Failure> {
        self.with_book(|book| Ok(self.who(book, token)?.0.who.may(right)?))
    }

    /// Runs what writes, for whoever asks. What they may do, the function that writes asks.
    fn change<T>(
        &self,
        token: &str,
        work: impl FnOnce(&mut Book, Now) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.write(|book| {
            let (now, _) = self.who(book, token)?;
            work(book, now)
        })
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

/// Answers `GET` with a handler, away from the threads that serve, to whoever has the right.
fn page(right: Right, handler: Handler) -> MethodRouter<Arc<Server>> {
    get(move |server: State<Arc<Server>>, uri: Uri, token: Token| async move {
        let look = tokio::task::spawn_blocking(move || {
            let answer = server.0.look(right, handler, &uri, &token.0);
            // The answer goes out first.
            tokio::task::spawn_blocking(move || server.0.keep_session(&token.0));
            answer
        });
        look.await.unwrap_or_else(|_| Failure::broken("a page stopped halfway").bare())
    })
}

/// What every page needs, in one place.
const PAGES: [(&str, Right, Handler); 22] = [
    ("/", Right::SeeNumbers, handlers::home::home),
    ("/claims", Right::SeeClaims, handlers::claims::claims),
    ("/claims/{id}", Right::SeeClaims, handlers::claim::claim),
    ("/remittances", Right::SeeClaims, handlers::remittances::remittances),
    ("/remittances/{id}", Right::SeeClaims, handlers::remittance::remittance),
    ("/bank", Right::SeeClaims, handlers::bank::bank),
    ("/credits", Right::SeeClaims, handlers::bank::credits),
    ("/denials", Right::SeeClaims, handlers::denials::denials),
    ("/outgoing", Right::SeeClaims, handlers::outgoing::list),
    ("/denials/work", Right::SeeClaims, handlers::cases::worklist),
    ("/cases/{id}", Right::SeeClaims, handlers::cases::case),
    ("/requests", Right::SeeClaims, handlers::cases::request_list),
    ("/work", Right::SeeClaims, handlers::work::work),
    ("/imports", Right::SeeClaims, handlers::imports::imports),
    ("/imports/{id}", Right::SeeClaims, handlers::imports::import),
    ("/metrics/{id}", Right::SeeNumbers, handlers::metrics::metric),
    ("/trail", Right::SeeTrail, handlers::people::trail),
    ("/calculator", Right::SeeRules, handlers::calculator::calculator),
    ("/explain/{name}", Right::SeeRules, handlers::calculator::explain_page),
    ("/api/units", Right::SeeRules, handlers::calculator::api_units),
    ("/api/price", Right::SeeRules, handlers::calculator::api_price),
    ("/api/explain/{name}", Right::SeeRules, handlers::calculator::api_explain),
];

fn router(server: Arc<Server>, port: u16) -> Router {
    let upload = usize::try_from(LARGEST_UPLOAD).unwrap_or(usize::MAX);
    let pages = PAGES.iter().fold(Router::new(), |router, (path, right, handler)| {
        router.route(path, page(*right, *handler))
    });
    pages
        .route(
            "/imports/{id}/undo",
            page(Right::Import, handlers::imports::ask_undo).post(handlers::receive::undo),
        )
        .route(
            "/claims/{id}/anew",
            page(Right::SendClaims, handlers::outgoing::ask_anew).post(handlers::outgoing::anew),
        )
        .route("/eob", page(Right::Post, handlers::posting::ask_eob).post(handlers::posting::eob))
        .route("/credits/refund", post(handlers::bank::ask_refund))
        .route("/credits/paid", post(handlers::bank::pay_refund))
        .route("/bank/match", post(handlers::bank::match_line))
        .route("/bank/unmatch", post(handlers::bank::unmatch))
        .route("/bank/set-aside", post(handlers::bank::set_aside))
        .route("/remittances/{id}/match", post(handlers::posting::match_claim))
        .route("/remittances/{id}/post", post(handlers::posting::post_again))
        .route("/sign-in", get(handlers::people::ask_sign_in).post(handlers::people::sign_in))
        .route("/outgoing/build", post(handlers::outgoing::build))
        .route("/outgoing/step", post(handlers::outgoing::step))
        .route("/remittances/{id}/word", post(handlers::outgoing::word))
        .route("/cases/preview", post(handlers::cases::preview))
        .route("/cases/do", post(handlers::cases::perform))
        .route("/requests/ask", post(handlers::cases::request))
        .route("/requests/answer", post(handlers::cases::answer))
        .route("/events", get(live::events))
        .route("/sign-out", post(handlers::people::sign_out))
        .route("/import", post(handlers::receive::import).layer(DefaultBodyLimit::max(upload)))
        .route("/assets/{file}", get(handlers::assets::asset))
        .fallback(page_missing)
        .method_not_allowed_fallback(method_missing)
        .layer(middleware::from_fn(move |request, next| guard::guard(port, request, next)))
        .with_state(server)
}

async fn page_missing(server: State<Arc<Server>>, uri: Uri, token: Token) -> Response {
    let look = tokio::task::spawn_blocking(move || {
        server.0.look(Right::SeeRules, |_| Err(Failure::no_page()), &uri, &token.0)
    });
    look.await.unwrap_or_else(|_| Failure::no_page().bare())
}

/// The name of the cookie that holds a session's token. The port is part of it, since
/// browsers send the cookies of one port to all others of a machine.
fn cookie_name(port: Option<u16>) -> String {
    format!("gonio_{}", port.unwrap_or(80))
}

/// The token that a request shows; empty when it shows none.
struct Token(String);

impl<S: Sync> FromRequestParts<S> for Token {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Token, Infallible> {
        let name = format!("{}=", cookie_name(guard::port(&parts.headers)));
        let shown = parts.headers.get_all(header::COOKIE).iter().find_map(|cookies| {
            let mut all = cookies.to_str().ok()?.split(';').map(str::trim);
            all.find_map(|cookie| cookie.strip_prefix(&name)).map(str::to_string)
        });
        Ok(Token(shown.unwrap_or_default()))
    }
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
    // What was written before and is not summed up yet.
    let settling = Arc::clone(&server);
    tokio::task::spawn_blocking(move || settling.settle());
    let watching = tokio::spawn(live::watch_book(Arc::clone(&server)));
    let ending = Arc::clone(&server);
    let served = axum::serve(listener, router(server, address.port()))
        .with_graceful_shutdown(async move {
            told_to_stop().await;
            // Connections that only listen would hold it open for ever.
            ending.closing.send_replace(true);
        })
        .await
        .map_err(|e| format!("the server stopped: {e}"));
    watching.abort();
    served
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
