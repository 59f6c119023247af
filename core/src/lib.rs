//! Loadline's planner.
