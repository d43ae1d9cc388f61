//! Finding the files to read: paths, folders, zips, standard input, uploads.
//!
//! What is not a plain file on disk is copied to a scratch file first, so that every source
//! can be read twice and none is held in memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::{Error, Result};

/// A zip within a zip within a zip is somebody's joke or attack.
const DEEPEST_ZIP: u32 = 3;
/// The most that one zip may unpack to.
const LARGEST_UNPACKED: u64 = 8 << 30;

/// Something to read: a name for people and the bytes.
pub struct Source {
    /// The path, or how it was called.
    pub name: String,
    place: Place,
}

enum Place {
    Path(PathBuf),
    Scratch(NamedTempFile),
    /// It could not be read; the reason.
    Broken(String),
}

impl Source {
    /// A source that was uploaded or piped: copied to a scratch file.
    ///
    /// # Errors
    /// What writing the scratch file reports.
    pub fn scratch(name: &str, mut bytes: impl Read) -> Result<Source> {
        let failed = |e| Error::File(name.to_string(), e);
        let mut file = NamedTempFile::new().map_err(failed)?;
        io::copy(&mut bytes, &mut file).map_err(failed)?;
        Ok(Source { name: name.to_string(), place: Place::Scratch(file) })
    }

    /// A source that is a scratch file already.
    pub fn from_scratch(name: String, file: NamedTempFile) -> Source {
        Source { name, place: Place::Scratch(file) }
    }

    /// Opens it from the beginning.
    ///
    /// # Errors
    /// What the file system reports.
    pub fn open(&self) -> io::Result<File> {
        match &self.place {
            Place::Path(path) => File::open(path),
            Place::Scratch(file) => file.reopen(),
            Place::Broken(reason) => Err(io::Error::other(reason.clone())),
        }
    }

    /// Its size in bytes; 0 when unknown.
    pub fn size(&self) -> u64 {
        self.open().and_then(|f| f.metadata()).map_or(0, |m| m.len())
    }
}

/// Walks `paths`: `-` is standard input, folders and zips are walked in name order. Hidden
/// files are passed over.
///
/// # Errors
/// A path that is not there. A file inside a folder that cannot be read becomes a source
/// that says so, so that the rest goes on.
pub fn collect(paths: &[PathBuf]) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let source = Source::scratch("standard input", io::stdin().lock())?;
            unzip(source, 0, &mut sources);
            continue;
        }
        let meta =
            std::fs::metadata(path).map_err(|e| Error::File(path.display().to_string(), e))?;
        if meta.is_dir() {
            walk(path, &mut sources);
        } else {
            add(path, &mut sources);
        }
    }
    Ok(sources)
}

fn walk(folder: &Path, sources: &mut Vec<Source>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) => {
            sources.push(broken(folder.display().to_string(), &e.to_string()));
            return;
        }
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        // Links to folders are not followed: they may lead in a circle.
        let link = path.symlink_metadata().is_ok_and(|m| m.is_symlink());
        if hidden || (link && path.is_dir()) {
            continue;
        }
        if path.is_dir() {
            walk(&path, sources);
        } else {
            add(&path, sources);
        }
    }
}

fn add(path: &Path, sources: &mut Vec<Source>) {
    let name = path.display().to_string();
    unzip(Source { name, place: Place::Path(path.to_path_buf()) }, 0, sources);
}

fn broken(name: String, reason: &str) -> Source {
    Source { name, place: Place::Broken(reason.to_string()) }
}

/// Adds `source`, or what is in it when it is a zip.
pub fn unzip(source: Source, depth: u32, sources: &mut Vec<Source>) {
    let is_zip = source.open().is_ok_and(|mut f| {
        let mut magic = [0; 4];
        f.read_exact(&mut magic).is_ok() && magic == *b"PK\x03\x04"
    });
    if !is_zip {
        sources.push(source);
        return;
    }
    if depth == DEEPEST_ZIP {
        sources.push(broken(source.name, "a zip in a zip in a zip is not opened; unpack it"));
        return;
    }
    let name = source.name.clone();
    if let Err(reason) = unzip_entries(&source, depth, sources) {
        sources.push(broken(name, &format!("the zip cannot be read: {reason}")));
    }
}

fn unzip_entries(
    source: &Source,
    depth: u32,
    sources: &mut Vec<Source>,
) -> std::result::Result<(), String> {
    let file = source.open().map_err(|e| e.to_string())?;
    let mut archive = zip::ZipArchive::new(file).map_err(|e| e.to_string())?;
    let mut left = LARGEST_UNPACKED;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|e| e.to_string())?;
        let inner = entry.name().map_err(|e| e.to_string())?.into_owned();
        let hidden = inner.rsplit('/').next().is_some_and(|n| n.starts_with('.'));
        if entry.is_dir() || hidden || inner.starts_with("__MACOSX/") {
            continue;
        }
        let name = format!("{} › {inner}", source.name);
        let mut scratch = NamedTempFile::new().map_err(|e| e.to_string())?;
        let copied = io::copy(&mut entry.by_ref().take(left + 1), &mut scratch);
        match copied {
            Ok(n) if n > left => return Err("it unpacks to more than 8 GB".into()),
            Ok(n) => {
                left -= n;
                unzip(Source::from_scratch(name, scratch), depth + 1, sources);
            }
            Err(e) => sources.push(broken(name, &e.to_string())),
        }
    }
    Ok(())
}
