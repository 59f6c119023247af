//! Stands in for the crate of the same name, 0.5.0, with the two ways Leptos goes between a stream of the browser and
//! one of Rust. The published crate hands the browser objects made of exported functions. Exports count as called, so
//! each program that only lists the crate carries them, with the executor they run on and the JavaScript around them:
//! five kilobytes of this page. Here closures do the same, and a program that makes no stream carries nothing.

use futures_util::StreamExt;
use futures_util::stream::{LocalBoxStream, Stream, unfold};
use js_sys::{Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{ReadableStreamDefaultController, ReadableStreamDefaultReader};

/// A stream of the browser.
#[derive(Clone, Debug)]
pub struct ReadableStream {
    raw: web_sys::ReadableStream,
}

impl ReadableStream {
    /// From the browser's own object.
    #[must_use]
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self { raw }
    }

    /// The browser's own object.
    #[must_use]
    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.raw
    }

    /// A stream of the browser that hands out what a stream of Rust yields, when asked.
    ///
    /// # Panics
    /// Where the browser has no readable streams.
    pub fn from_stream(stream: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        let stream = Rc::new(RefCell::new(Some(stream.boxed_local())));
        let pull = Closure::<dyn FnMut(ReadableStreamDefaultController) -> Promise>::new(
            move |controller: ReadableStreamDefaultController| {
                let place = Rc::clone(&stream);
                // The browser pulls anew only once the promise is kept, so the stream is in its place.
                let taken = place.borrow_mut().take();
                future_to_promise(async move {
                    let Some(mut stream) = taken else { return Ok(JsValue::UNDEFINED) };
                    match stream.next().await {
                        Some(Ok(chunk)) => {
                            controller.enqueue_with_chunk(&chunk)?;
                            place.replace(Some(stream));
                        }
                        Some(Err(error)) => return Err(error),
                        None => controller.close()?,
                    }
                    Ok(JsValue::UNDEFINED)
                })
            },
        );
        let source = Object::new();
        // Setting a property of a plain object does not fail.
        let _ = Reflect::set(&source, &"pull".into(), pull.as_ref());
        pull.forget();
        match web_sys::ReadableStream::new_with_underlying_source(&source) {
            Ok(raw) => Self { raw },
            Err(error) => panic!("no readable stream: {error:?}"),
        }
    }

    /// What it holds, chunk by chunk.
    ///
    /// # Panics
    /// Where somebody else already reads it.
    #[must_use]
    pub fn into_stream(self) -> LocalBoxStream<'static, Result<JsValue, JsValue>> {
        let reader: ReadableStreamDefaultReader = self.raw.get_reader().unchecked_into();
        unfold(Some(reader), async |reader| {
            let reader = reader?;
            let property = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
            match JsFuture::from(reader.read()).await {
                Err(error) => Some((Err(error), None)),
                Ok(read) if property(&read, "done").is_truthy() => None,
                Ok(read) => Some((Ok(property(&read, "value")), Some(reader))),
            }
        })
        .boxed_local()
    }
}
