//! One browser session over WebDriver, with the few things the checks do to a page.

use crate::{Outcome, ensure, root};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

pub use fantoccini::key::Key;

/// How long the page may take to come to what a check waits for.
const PATIENCE: Duration = Duration::from_secs(10);

/// The browser a session runs in. Firefox (geckodriver) and WebKit (WebKitWebDriver) join here: each needs its
/// driver, its capabilities, and its own way to set the viewport and the preferred colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
}

impl Engine {
    fn driver(self) -> String {
        match self {
            Self::Chromium => std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned()),
        }
    }

    fn capabilities(self) -> Map<String, Value> {
        match self {
            Self::Chromium => {
                let mut options = Map::new();
                // A fresh profile is the driver's default; the flags keep start-up off the network.
                options.insert(
                    "args".to_owned(),
                    json!([
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync"
                    ]),
                );
                if let Ok(binary) = std::env::var("CHROMIUM") {
                    options.insert("binary".to_owned(), json!(binary));
                }
                let mut capabilities = Map::new();
                capabilities.insert("browserName".to_owned(), json!("chrome"));
                // Checks wait for what they need; one mount holds back a file for ever.
                capabilities.insert("pageLoadStrategy".to_owned(), json!("eager"));
                capabilities.insert("goog:chromeOptions".to_owned(), Value::Object(options));
                capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
                capabilities
            }
        }
    }
}

/// The size of the page's window in CSS pixels, and how many device pixels each one has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewport {
    pub width: u32,
    pub height: u32,
    pub pixel_ratio: f64,
    /// A phone's overlaid scroll bars and viewport rules.
    pub mobile: bool,
}

pub const DESKTOP: Viewport = Viewport { width: 1280, height: 800, pixel_ratio: 1.0, mobile: false };

pub const PHONE: Viewport = Viewport { width: 390, height: 844, pixel_ratio: 2.0, mobile: true };

/// What the system asks of pages: colours and motion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    Light,
    Dark,
}

impl Colours {
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A place in the window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A command beyond the WebDriver standard, or one that fantoccini does not name.
#[derive(Debug)]
struct Extension {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base_url: &url::Url, session_id: Option<&str>) -> Result<url::Url, url::ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _request_url: &url::Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.as_ref().map(Value::to_string))
    }
}

/// A driver process with one open session. Both end when this is dropped.
pub struct Browser {
    client: Client,
    driver: Child,
    driver_port: u16,
}

impl Browser {
    /// Starts the driver on a free port, and the browser with a fresh profile.
    pub async fn launch(engine: Engine) -> Outcome<Self> {
        let program = engine.driver();
        let mut driver = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{program} does not start ({error}); `npm run tools` installs it"))?;
        let driver_port = announced_port(&mut driver).await?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(engine.capabilities())
            .connect(&format!("http://127.0.0.1:{driver_port}"))
            .await?;
        let browser = Self { client, driver, driver_port };
        browser.viewport(DESKTOP).await?;
        Ok(browser)
    }

    async fn extension(&self, method: Method, path: &str, body: Option<Value>) -> Outcome<Value> {
        let command = Extension { method, path: path.to_owned(), body };
        Ok(self.client.issue_cmd(command).await?)
    }

    /// A command of the browser's developer protocol.
    async fn devtools(&self, command: &str, parameters: Value) -> Outcome<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        self.extension(Method::POST, "goog/cdp/execute", Some(body)).await
    }

    /// Gives the page exactly this window.
    pub async fn viewport(&self, viewport: Viewport) -> Outcome {
        let parameters = json!({
            "width": viewport.width,
            "height": viewport.height,
            "deviceScaleFactor": viewport.pixel_ratio,
            "mobile": viewport.mobile,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", parameters).await?;
        Ok(())
    }

    /// Prefers light or dark colours, and less motion or not.
    pub async fn preferences(&self, colours: Colours, reduced_motion: bool) -> Outcome {
        let motion = if reduced_motion { "reduce" } else { "no-preference" };
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": colours.name() },
            { "name": "prefers-reduced-motion", "value": motion },
        ]});
        self.devtools("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Shows the page as it is printed, or as on a screen again.
    pub async fn on_paper(&self, is_paper: bool) -> Outcome {
        let media = if is_paper { "print" } else { "" };
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": media })).await?;
        Ok(())
    }

    /// Opens an address. Where only the fragment differs this is a step within the page, as for a person.
    pub async fn goto(&self, url: &str) -> Outcome {
        self.client.goto(url).await?;
        Ok(())
    }

    pub async fn back(&self) -> Outcome {
        self.client.back().await?;
        Ok(())
    }

    pub async fn forward(&self) -> Outcome {
        self.client.forward().await?;
        Ok(())
    }

    /// Runs a function body in the page and returns what it returns.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> Outcome<Value> {
        Ok(self.client.execute(body, arguments).await?)
    }

    /// The same for a body that awaits.
    pub async fn script_async(&self, body: &str, arguments: Vec<Value>) -> Outcome<Value> {
        let wrapped = format!(
            "const done = arguments[arguments.length - 1];
             const values = [...arguments].slice(0, -1);
             (async (...values) => {{ {body} }})(...values)
                 .then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        );
        let mut answer = self.client.execute_async(&wrapped, arguments).await?;
        if let Some(error) = answer.get("error") {
            return Err(format!("script failed: {error}").into());
        }
        Ok(answer.get_mut("value").map(Value::take).unwrap_or(Value::Null))
    }

    /// Waits until a function body returns something true; `what` says in the failure what did not come.
    pub async fn wait_until(&self, what: &str, body: &str, arguments: Vec<Value>) -> Outcome {
        let began = Instant::now();
        loop {
            let answer = self.script(body, arguments.clone()).await?;
            if answer.as_bool() == Some(true) {
                return Ok(());
            }
            ensure!(
                began.elapsed() < PATIENCE,
                "waited {} s in vain until {what} (last answer: {answer})",
                PATIENCE.as_secs()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the page has drawn what it has computed so far.
    pub async fn settle(&self) -> Outcome {
        self.script_async(
            "for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);",
            vec![],
        )
        .await?;
        Ok(())
    }

    /// Presses and releases one key.
    pub async fn press(&self, key: Key) -> Outcome {
        self.press_character(char::from(key)).await
    }

    async fn press_character(&self, value: char) -> Outcome {
        let keys = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
        self.client.perform_actions(keys).await?;
        Ok(())
    }

    /// Types a text into what has the focus, in place of what stands there.
    pub async fn type_over(&self, text: &str) -> Outcome {
        let control = char::from(Key::Control);
        let select_all = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value: 'a' })
            .then(KeyAction::Up { value: 'a' })
            .then(KeyAction::Up { value: control });
        self.client.perform_actions(select_all).await?;
        if text.is_empty() {
            return self.press(Key::Delete).await;
        }
        for value in text.chars() {
            self.press_character(value).await?;
        }
        Ok(())
    }

    /// Presses the pointer at one place, moves it to another in small steps, and lets go.
    pub async fn drag(&self, from: Point, to: Point) -> Outcome {
        const STEPS: u32 = 12;
        let mut pointer = MouseActions::new("pointer".to_owned())
            .then(move_to(from, Duration::ZERO))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        for step in 1..=STEPS {
            let share = f64::from(step) / f64::from(STEPS);
            let place = Point { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
            pointer = pointer.then(move_to(place, Duration::from_millis(16)));
        }
        pointer = pointer.then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(pointer).await?;
        Ok(())
    }

    /// Moves the pointer there without pressing.
    pub async fn hover(&self, place: Point) -> Outcome {
        let pointer = MouseActions::new("pointer".to_owned()).then(move_to(place, Duration::from_millis(16)));
        self.client.perform_actions(pointer).await?;
        Ok(())
    }

    /// Clicks there.
    pub async fn click(&self, place: Point) -> Outcome {
        self.drag(place, place).await
    }

    /// The name and the role that assistive technology is told for the first element of a selector.
    pub async fn name_and_role(&self, selector: &str) -> Outcome<(String, String)> {
        let element = self
            .client
            .find(fantoccini::Locator::Css(selector))
            .await
            .map_err(|error| format!("{selector}: {error}"))?;
        let id = element.element_id();
        let text = |value: Value| value.as_str().unwrap_or_default().to_owned();
        let name =
            self.extension(Method::GET, &format!("element/{}/computedlabel", id.as_ref()), None).await?;
        let role =
            self.extension(Method::GET, &format!("element/{}/computedrole", id.as_ref()), None).await?;
        Ok((text(name), text(role)))
    }

    /// Writes what the window shows, or the whole page, to `target/screenshots/NAME.png`.
    pub async fn screenshot(&self, name: &str, whole_page: bool) -> Outcome<PathBuf> {
        let folder = root().join("target/screenshots");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.png"));
        let mut parameters = json!({ "format": "png" });
        if whole_page {
            let layout = self.devtools("Page.getLayoutMetrics", json!({})).await?;
            let side = |key: &str| layout.pointer(&format!("/cssContentSize/{key}")).and_then(Value::as_f64);
            let (width, height) = (side("width").unwrap_or(1.0), side("height").unwrap_or(1.0));
            parameters = json!({
                "format": "png",
                "captureBeyondViewport": true,
                "clip": { "x": 0, "y": 0, "width": width, "height": height, "scale": 1 },
            });
        }
        let shot = self.devtools("Page.captureScreenshot", parameters).await?;
        let encoded = shot.get("data").and_then(Value::as_str).unwrap_or_default();
        std::fs::write(&path, BASE64_STANDARD.decode(encoded)?)?;
        Ok(path)
    }

    /// Prints the page on paper of a size in inches, to `target/screenshots/NAME.pdf`, and returns the file.
    pub async fn print(&self, name: &str, width: f64, height: f64) -> Outcome<Vec<u8>> {
        let parameters = json!({ "paperWidth": width, "paperHeight": height, "preferCSSPageSize": false });
        let printed = self.devtools("Page.printToPDF", parameters).await?;
        let encoded = printed.get("data").and_then(Value::as_str).unwrap_or_default();
        let pdf = BASE64_STANDARD.decode(encoded)?;
        let folder = root().join("target/screenshots");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{name}.pdf")), &pdf)?;
        Ok(pdf)
    }

    /// What the console has said since it was last asked: `LEVEL message`. Violations of the content policy,
    /// failed requests and unused preloads all turn up here.
    pub async fn console(&self) -> Outcome<Vec<String>> {
        let entries = self.extension(Method::POST, "se/log", Some(json!({ "type": "browser" }))).await?;
        let text =
            |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(entries
            .as_array()
            .map(|list| {
                list.iter()
                    .map(|entry| format!("{} {}", text(entry, "level"), text(entry, "message")))
                    .collect()
            })
            .unwrap_or_default())
    }

    /// Fails where the console has warned or complained since it was last asked.
    pub async fn ensure_quiet_console(&self) -> Outcome {
        let complaints: Vec<String> = self
            .console()
            .await?
            .into_iter()
            .filter(|line| line.starts_with("SEVERE") || line.starts_with("WARNING"))
            .collect();
        ensure!(complaints.is_empty(), "the console is not quiet:\n  {}", complaints.join("\n  "));
        Ok(())
    }

    /// What the accessibility checker finds wrong with the page as it stands, one line each.
    pub async fn accessibility_violations(&self) -> Outcome<Vec<String>> {
        let path = root().join("node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path).map_err(|error| {
            format!(
                "{}: {error}; `npm run tools` installs it",
                path.strip_prefix(root()).unwrap_or(&path).display()
            )
        })?;
        self.script(&axe, vec![]).await?;
        let found = self
            .script_async(
                "const { violations } = await axe.run(document, { resultTypes: ['violations'] });
                 return violations.flatMap(({ id, help, nodes }) =>
                     nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target}: ${failureSummary}`));",
                vec![],
            )
            .await?;
        Ok(found
            .as_array()
            .map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            .unwrap_or_default())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Killing the driver alone would leave its browser behind; asked to shut down, it takes the browser along.
        let request = "GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", self.driver_port)) {
            let _ = connection.set_read_timeout(Some(Duration::from_secs(5)));
            let _ = connection.write_all(request.as_bytes());
            let _ = connection.read_to_end(&mut Vec::new());
        }
        let _ = self.driver.start_kill();
    }
}

fn move_to(place: Point, duration: Duration) -> PointerAction {
    PointerAction::MoveTo { duration: Some(duration), x: place.x, y: place.y }
}

/// The port a driver started with `--port=0` says it listens on.
async fn announced_port(driver: &mut Child) -> Outcome<u16> {
    let output = driver.stdout.take().ok_or("the driver has no output")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = tokio::time::timeout(PATIENCE, lines.next_line()).await?? {
        let port = line
            .split_once("successfully on port ")
            .and_then(|(_, port)| port.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            // Kept drained, or the driver would stop at a full pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(port);
        }
    }
    Err("the driver ended without naming its port".into())
}
