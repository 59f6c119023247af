use loadline_core::{
    catalog::Catalog,
    decide, plan,
    scenario::{Key, Scenario, presets::PRESETS},
};
fn main() {
    let c = Catalog::embedded().unwrap();
    let only: Vec<String> = std::env::args().skip(1).collect();
    for p in PRESETS.iter() {
        if !only.is_empty() && !only.iter().any(|o| o == p.id) {
            continue;
        }
        let s = p.scenario();
        let plan = plan(&s, &c).unwrap();
        println!("=== {} {}", p.id, loadline_core::scenario::link::encode(&s));
        if let Some(t) = &plan.tier {
            println!("tier {} topology {}", t.number, t.topology);
            for s in &t.signals {
                println!("   {} {:?} {:.2} / {:.2} {}", s.tier, s.id, s.value, s.threshold, s.tripped);
            }
        }
        for l in &plan.layers {
            println!(" layer {} {} {:?}", l.name, l.size, l.binding);
            for m in &l.measures {
                println!("      {} {:.3} / {:?} {}", m.label, m.needed, m.provided, m.unit.symbol);
            }
        }
        for o in &plan.options {
            println!(
                " {} ${:.2} {:?}",
                o.id,
                o.usd_per_month,
                o.rejections
                    .iter()
                    .map(|r| format!("{} {} {}>{} {:?}", r.component, r.limit, r.value, r.allowed, r.flips))
                    .collect::<Vec<_>>()
            );
            if !only.is_empty() {
                for i in &o.line_items {
                    println!(
                        "      {:18} {:40} {:12.4} {:10} {:.8} = {:.4}",
                        i.component, i.label, i.quantity, i.unit.symbol, i.unit_price, i.usd_per_month
                    );
                }
                for f in &o.fleets {
                    println!("      fleet {} {} {:.3} {:.3}", f.component, f.size, f.count, f.utilisation);
                }
            }
        }
        println!("next {:?}", decide::signals::next(&s, &c).unwrap());
    }
    let s = Scenario::default();
    let t = std::time::Instant::now();
    for _ in 0..200 {
        std::hint::black_box(plan(&s, &c).unwrap());
    }
    println!("plan {:?}", t.elapsed() / 200);
    let t = std::time::Instant::now();
    let cv = decide::curves::curves(&s, &c, Key::FilesPerDay, 1.0, 1e4, 160).unwrap();
    println!(
        "curves files {:?} {:?}",
        t.elapsed(),
        cv.iter()
            .map(|c| (c.option, c.segments.iter().map(|s| s.len()).collect::<Vec<_>>()))
            .collect::<Vec<_>>()
    );
    let t = std::time::Instant::now();
    let cv = decide::curves::curves(&s, &c, Key::RequestsPerSecond, 0.01, 1e3, 160).unwrap();
    println!(
        "curves rps {:?} {:?}",
        t.elapsed(),
        cv.iter()
            .map(|c| (c.option, c.segments.iter().map(|s| s.len()).collect::<Vec<_>>()))
            .collect::<Vec<_>>()
    );
    let t = std::time::Instant::now();
    decide::signals::next(&s, &c).unwrap();
    println!("signals {:?}", t.elapsed());
    let t = std::time::Instant::now();
    loadline_core::reading::Shapes::of(&s);
    println!("shapes {:?}", t.elapsed());
}
