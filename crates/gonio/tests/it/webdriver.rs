//! A real browser, driven through the WebDriver protocol. Just what the tests need of it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A browser with one page.
pub struct Browser {
    driver: Child,
    session: String,
    agent: ureq::Agent,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts the driver and a headless browser `width` pixels wide.
    pub fn start(width: u32) -> Browser {
        let driver = std::env::var("GONIO_CHROMEDRIVER")
            .expect("GONIO_CHROMEDRIVER is not set; run script/test");
        let chromium =
            std::env::var("GONIO_CHROMIUM").expect("GONIO_CHROMIUM is not set; run script/test");
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let output = BufReader::new(driver.stdout.take().expect("its output"));
        let port = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                Some(port.trim_end_matches('.').to_string())
            })
            .expect("the driver says its port");
        let profile = tempfile::tempdir().expect("a profile folder");
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let mut browser = Browser {
            driver,
            session: format!("http://127.0.0.1:{port}/session"),
            agent,
            _profile: profile,
        };
        let arguments = [
            "--headless".to_string(),
            "--no-sandbox".into(),
            "--disable-gpu".into(),
            "--disable-quic".into(),
            "--no-first-run".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
            "--disable-dev-shm-usage".into(),
            format!("--window-size={width},1000"),
            format!("--user-data-dir={}", browser._profile.path().display()),
        ];
        let made = browser.post(
            "",
            &json!({"capabilities": {"alwaysMatch": {
                "browserName": "chrome",
                "goog:loggingPrefs": {"browser": "ALL"},
                "goog:chromeOptions": {"binary": chromium, "args": arguments},
            }}}),
        );
        let id = made["sessionId"].as_str().expect("a session").to_string();
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.session);
        let mut answer = self.agent.post(&url).send_json(body).expect("the driver answers");
        let value: Value = answer.body_mut().read_json().expect("JSON");
        assert!(value["value"]["error"].is_null(), "{path}: {}", value["value"]);
        value["value"].clone()
    }

    /// Goes to a page.
    pub fn go(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// Makes the page as wide as a screen of `width` pixels, a phone's too.
    pub fn set_width(&self, width: u32) {
        let metrics =
            json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600});
        let command = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics});
        self.post("/goog/cdp/execute", &command);
    }

    /// Runs a script and gives what it returns.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// The page's address.
    pub fn address(&self) -> String {
        self.run("return location.href", &[]).as_str().unwrap_or_default().to_string()
    }

    /// The text that a person sees on the page.
    pub fn text(&self) -> String {
        self.run("return document.body.innerText", &[]).as_str().unwrap_or_default().to_string()
    }

    /// The text of the first element that matches.
    pub fn text_of(&self, selector: &str) -> String {
        let script = "const e = document.querySelector(arguments[0]); \
                      return e ? e.innerText : ''";
        self.run(script, &[selector.into()]).as_str().unwrap_or_default().to_string()
    }

    /// Presses keys, in the form the protocol wants them (Tab is `\u{e004}`).
    pub fn press(&self, keys: &str) {
        let mut actions = Vec::new();
        for key in keys.chars() {
            let key = key.to_string();
            actions.push(json!({"type": "keyDown", "value": key}));
            actions.push(json!({"type": "keyUp", "value": key}));
        }
        self.post(
            "/actions",
            &json!({"actions": [
                {"type": "key", "id": "keyboard", "actions": actions}
            ]}),
        );
    }

    /// Tabs until the focus is on an element whose text begins so, then presses Enter.
    pub fn keyboard_to(&self, text: &str) {
        let script = "const e = document.activeElement; \
                      return (e && e !== document.body) ? e.innerText.trim() : ''";
        for _ in 0..200 {
            self.press("\u{e004}");
            if self.run(script, &[]).as_str().is_some_and(|t| t.starts_with(text)) {
                self.press("\u{e007}");
                return;
            }
        }
        panic!("the keyboard does not reach {text} on {}", self.address());
    }

    /// Waits until `done` holds.
    pub fn wait_for(&self, what: &str, done: impl Fn(&Browser) -> bool) {
        let start = Instant::now();
        while !done(self) {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "waited for {what} on {}:\n{}",
                self.address(),
                self.text()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Errors that the browser's console shows.
    pub fn console_errors(&self) -> Vec<String> {
        self.post("/se/log", &json!({"type": "browser"}))
            .as_array()
            .into_iter()
            .flatten()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_string())
            .collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
