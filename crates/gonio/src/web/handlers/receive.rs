//! What changes the book: files received, a batch taken back. Both answer by sending the
//! browser to a page, so that a reload repeats nothing.

use std::io::Write as _;
use std::sync::Arc;

use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{Path, State};
use axum::response::Response;
use gonio_app::access::Right;
use gonio_app::files::{Source, unzip};
use gonio_app::import::{import_sources, undo as take_back};
use tempfile::NamedTempFile;

use super::imports::stands_on;
use crate::web::ask::{Answer, Failure};
use crate::web::pages::Link;
use crate::web::{Server, Token};

/// The field of the form that holds the files.
const FIELD: &str = "files";

/// `POST /import`
pub async fn import(
    State(server): State<Arc<Server>>,
    token: Token,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    // Nothing is taken in from somebody who may not import it.
    let (asked, shown) = (Arc::clone(&server), token.0.clone());
    let allowed = tokio::task::spawn_blocking(move || asked.allowed(&shown, Right::Import)).await;
    match allowed {
        Ok(Ok(())) => {}
        Ok(Err(failure)) => return failure.bare(),
        Err(_) => return Failure::broken("a question stopped halfway").bare(),
    }
    let sources = match form {
        Ok(form) => receive(form).await,
        Err(_) => Err(bad_form()),
    };
    let sources = match sources {
        Ok(sources) if sources.is_empty() => {
            let none = Failure::refused(
                400,
                "No file came with it",
                "Choose one or more files, then press Import.",
            );
            return none.with_link(Link::new("Choose files", "/#import")).bare();
        }
        Ok(sources) => sources,
        Err(failure) => return failure.bare(),
    };
    finish(move || {
        let mut all = Vec::new();
        for source in sources {
            unzip(source, 0, &mut all);
        }
        let report = server.change(&token.0, |book, now| {
            Ok(import_sources(book, all, false, now, &mut |_, _| {})?)
        })?;
        let batch = report.batch.unwrap_or_default();
        Ok(Answer::See(format!("/imports/{batch}")))
    })
    .await
}

/// `POST /imports/{id}/undo`
pub async fn undo(
    State(server): State<Arc<Server>>,
    Path(id): Path<String>,
    token: Token,
) -> Response {
    finish(move || {
        let back = Link::new("All imports", "/imports");
        let Ok(id) = id.parse::<i64>() else {
            return Err(Failure::missing(
                "There is no such import",
                "No import here has this number. Nothing was changed.",
                back,
            ));
        };
        server.change(&token.0, |book, now| match take_back(book, id, now) {
            Ok(_) => Ok(Answer::See(format!("/imports?done=undo-{id}"))),
            Err(gonio_app::Error::Store(gonio_app::pages::Error::Refused(reason))) => {
                let words = match book.stands_on(id)? {
                    Some(later) => stands_on(later),
                    None => format!("The book says: {reason}."),
                };
                let heading = format!("Import {id} cannot be undone now");
                Err(Failure::refused(409, &heading, &words).with_link(back))
            }
            Err(e) => Err(e.into()),
        })
    })
    .await
}

/// Runs what writes, away from the threads that serve.
pub async fn finish(write: impl FnOnce() -> Result<Answer, Failure> + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(write).await {
        Ok(Ok(answer)) => answer.into_response(),
        Ok(Err(failure)) => failure.bare(),
        Err(_) => Failure::broken("a change stopped halfway and was rolled back").bare(),
    }
}

fn bad_form() -> Failure {
    Failure::refused(
        400,
        "That was no upload",
        "The files did not arrive as the import form sends them. Nothing was changed.",
    )
    .with_link(Link::new("Choose files", "/#import"))
}

fn cut_short(error: &MultipartError) -> Failure {
    if error.status().as_u16() == 413 {
        return Failure::refused(
            413,
            "That is too much at once",
            "One upload may hold 4 GB. Import the files in parts, or from the command line with \
             gonio import. Nothing was changed.",
        );
    }
    bad_form()
}

/// Writes each file to a scratch file as it arrives, so that none is held in memory. The
/// small writes go straight to the system, which keeps them for the disk: waiting for them
/// elsewhere would cost more than it saves.
async fn receive(mut form: Multipart) -> Result<Vec<Source>, Failure> {
    let scratch = |e: std::io::Error| {
        Failure::broken(&format!("a scratch file for an upload cannot be written: {e}"))
    };
    let mut sources = Vec::new();
    loop {
        let field = form.next_field().await.map_err(|e| cut_short(&e))?;
        let Some(mut field) = field else { return Ok(sources) };
        let name = field.file_name().map(clean);
        if field.name() != Some(FIELD) {
            continue;
        }
        let mut file = NamedTempFile::new().map_err(scratch)?;
        let mut size = 0;
        while let Some(bytes) = field.chunk().await.map_err(|e| cut_short(&e))? {
            size += bytes.len();
            file.write_all(&bytes).map_err(scratch)?;
        }
        // A form sent without a choice holds one file without a name and without a byte.
        let name = name.filter(|n| !n.is_empty());
        if name.is_none() && size == 0 {
            continue;
        }
        let name = name.unwrap_or_else(|| "a file without a name".into());
        sources.push(Source::from_scratch(name, file));
    }
}

/// A name fit to be shown and kept.
fn clean(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(200).collect::<String>().trim().to_string()
}
