//! Tokens bought from hosted model providers.

use super::{Host, Placement, Refusal};
use crate::number::Number;
use crate::reading::Reader;
use crate::scenario::Key;
use crate::system::{Component, Work};
use crate::unit::{MILLION_TOKENS, TOKEN};

/// Hosted language and embedding models.
pub struct ModelProviders;

impl<N: Number> Host<N> for ModelProviders {
    fn id(&self) -> &'static str {
        "model_providers"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Tokens(_))
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let mut placement = Placement::default();
        let millions = N::constant(1e-6, MILLION_TOKENS.per(TOKEN));
        for component in group {
            let Work::Tokens(tokens) = component.work else { continue };
            let items = &mut placement.line_items;
            if reader.choice(Key::CompileMode) == "llm" {
                let model = reader.choice(Key::LlmModel);
                let input = reader.rate(&format!("llm.{model}.input"))?;
                let output = reader.rate(&format!("llm.{model}.output"))?;
                items.push(input.item(component.id, "Language model, input", tokens.llm_input * millions));
                items.push(output.item(component.id, "Language model, output", tokens.llm_output * millions));
            }
            if reader.choice(Key::EmbeddingProvider) == "hosted" {
                let model = reader.choice(Key::EmbeddingModel);
                let rate = reader.rate(&format!("embedding.{model}"))?;
                items.push(rate.item(component.id, "Embeddings", tokens.embedding * millions));
            }
        }
        Ok(placement)
    }
}
