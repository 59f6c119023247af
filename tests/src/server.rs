//! A static host on this machine, with the troubles a static host can have.

use crate::{Outcome, root};
use axum::Router;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

/// Where on the server a page is found, and what is wrong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mount {
    /// The release build at the root, as on a host of its own.
    Root,
    /// The release build several folders down.
    DeepPath,
    /// The release build, but the wasm never arrives.
    WasmHeld,
    /// The release build, but the wasm is damaged.
    WasmDamaged,
    /// The release build, but the worker's wasm is damaged.
    WorkerDamaged,
    /// The release build, but the worker's wasm is two seconds under way.
    WorkerLate,
    /// A page that only echoes its slider: what the measuring itself costs.
    Echo,
}

impl Mount {
    fn path(self) -> &'static str {
        match self {
            Self::Root => "",
            Self::DeepPath => "/some/deep/path",
            Self::WasmHeld => "/wasm-held",
            Self::WasmDamaged => "/wasm-damaged",
            Self::WorkerDamaged => "/worker-damaged",
            Self::WorkerLate => "/worker-late",
            Self::Echo => "/echo",
        }
    }
}

/// Serves until it is dropped.
pub struct Server {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Server {
    /// Listens on a free port of the loopback interface and serves `dist` at every mount.
    pub async fn start(dist: &Path) -> Outcome<Self> {
        let files = || ServeDir::new(dist);
        let router = Router::new()
            .nest_service(Mount::DeepPath.path(), files())
            .nest_service(Mount::Echo.path(), ServeDir::new(root().join("tests/fixtures/echo")))
            .nest_service(
                Mount::WasmHeld.path(),
                Router::new().fallback_service(files()).layer(from_fn(hold_wasm)),
            )
            .nest_service(
                Mount::WasmDamaged.path(),
                Router::new().fallback_service(files()).layer(from_fn(damage_wasm)),
            )
            .nest_service(
                Mount::WorkerDamaged.path(),
                Router::new().fallback_service(files()).layer(from_fn(damage_worker)),
            )
            .nest_service(
                Mount::WorkerLate.path(),
                Router::new().fallback_service(files()).layer(from_fn(delay_worker)),
            )
            .fallback_service(files());
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let serving = tokio::spawn(async move {
            // Ends only with the task; an error on one connection is that connection's own.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, serving })
    }

    /// The address of the page at a mount, with `rest` (query and fragment) as it stands.
    pub fn url(&self, mount: Mount, rest: &str) -> String {
        format!("http://{}{}/{rest}", self.address, mount.path())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn is_wasm(request: &Request) -> bool {
    request.uri().path().ends_with(".wasm")
}

async fn hold_wasm(request: Request, next: Next) -> Response {
    if is_wasm(&request) {
        std::future::pending::<()>().await;
    }
    next.run(request).await
}

fn is_worker(request: &Request) -> bool {
    request.uri().path().ends_with("loadline-worker_bg.wasm")
}

async fn delay_worker(request: Request, next: Next) -> Response {
    if is_worker(&request) {
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    next.run(request).await
}

async fn damage_worker(request: Request, next: Next) -> Response {
    if is_worker(&request) {
        return damage_wasm(request, next).await;
    }
    next.run(request).await
}

async fn damage_wasm(request: Request, next: Next) -> Response {
    if is_wasm(&request) {
        // The right magic number and version, then nonsense.
        let bytes = b"\0asm\x01\0\0\0\xff\xff\xff\xff".as_slice();
        return ([(CONTENT_TYPE, "application/wasm")], bytes).into_response();
    }
    next.run(request).await
}
