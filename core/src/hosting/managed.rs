//! Managed services beside the workers: cache, workflow server, document extraction. Where the book in force
//! prints a flat monthly price for one, that stands; else it is metered.

use super::{Host, Placement, Refusal};
use crate::catalog::Book;
use crate::number::Number;
use crate::reading::Reader;
use crate::system::{Component, Work};
use crate::unit::MILLION;

/// A small managed cache.
pub struct Cache;

/// Workflow server and document extraction, priced by use.
pub struct DocumentServices;

impl<N: Number> Host<N> for Cache {
    fn id(&self) -> &'static str {
        "managed_cache"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Cache)
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let id =
            if reader.book == Book::Printed { "baseline.cache" } else { "aws.elasticache.valkey.t4g.small" };
        let mut placement = Placement::default();
        for component in group {
            let item = reader.rate(id)?.kept(reader, component.id, "Cache node", N::count(1.0))?;
            placement.line_items.push(item);
        }
        Ok(placement)
    }
}

impl<N: Number> Host<N> for DocumentServices {
    fn id(&self) -> &'static str {
        "document_services"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Workflow { .. } | Work::Extraction { .. })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let printed = reader.book == Book::Printed;
        let one = N::count(1.0);
        let mut placement = Placement::default();
        let items = &mut placement.line_items;
        for component in group {
            match component.work {
                Work::Workflow { .. } if printed => {
                    items.push(reader.rate("baseline.workflow_server")?.kept(
                        reader,
                        component.id,
                        "Workflow server",
                        one,
                    )?);
                }
                Work::Workflow { actions_per_month } => {
                    let rate = reader.rate("temporal.actions")?;
                    let actions = actions_per_month * N::constant(1e-6, MILLION);
                    items.push(rate.item(component.id, "Workflow actions", actions));
                    let surcharge = reader.quantity("temporal.surcharge")?;
                    items.push(rate.item(
                        component.id,
                        "Workflow actions, plan surcharge",
                        actions * surcharge,
                    ));
                }
                Work::Extraction { .. } if printed => {
                    items.push(reader.rate("baseline.extraction_api")?.kept(
                        reader,
                        component.id,
                        "Extraction API",
                        one,
                    )?);
                }
                Work::Extraction { pages_per_month } => {
                    items.push(reader.rate("unstructured.page")?.item(
                        component.id,
                        "Pages extracted",
                        pages_per_month,
                    ));
                }
                _ => {}
            }
        }
        Ok(placement)
    }
}
