//! The tables in the README that programs write.

use crate::{Outcome, root};

/// Puts `content` between `<!-- NAME:start -->` and `<!-- NAME:end -->` in the README.
pub fn write_section(name: &str, content: &str) -> Outcome {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path)?;
    std::fs::write(&path, with_section(&readme, name, content)?)?;
    Ok(())
}

fn with_section(text: &str, name: &str, content: &str) -> Outcome<String> {
    let (start, end) = (format!("<!-- {name}:start -->"), format!("<!-- {name}:end -->"));
    let missing = || format!("README.md has no {start} … {end}");
    let (before, rest) = text.split_once(&start).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{before}{start}\n{}\n{end}{after}", content.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_section_changes() -> Outcome {
        let text = "a\n<!-- x:start -->\nold\n<!-- x:end -->\nb\n";
        let changed = with_section(text, "x", "new\n")?;
        assert_eq!(changed, "a\n<!-- x:start -->\nnew\n<!-- x:end -->\nb\n");
        assert_eq!(with_section(&changed, "x", "new")?, changed);
        assert!(with_section(text, "y", "new").is_err());
        Ok(())
    }
}
