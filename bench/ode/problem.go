package main

import (
	"context"
	"slices"
	"time"

	"github.com/plantwin/plantwin/bench"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// problem is a compiled case at one tolerance.
type problem struct {
	model   *plant.Model
	horizon time.Duration
}

// solution is what one solve gives.
type solution struct {
	end             []float64 // the measures, which are the variables in order
	events          []float64 // [s], to the nanosecond
	steps, rhs, jac int64
}

func newProblem(name string, rtol float64) (*problem, error) {
	m, err := bench.Model("ode/" + name)
	if err != nil {
		return nil, err
	}
	if m, err = m.With([]plant.Setting{{Path: "run.solver.rtol", Value: rtol}}); err != nil {
		return nil, err
	}
	return &problem{m, m.Plan().For}, nil
}

func (p *problem) solve(observe func(sim.Entry)) (*sim.Run, error) {
	r, err := sim.New(p.model.Sim(), sim.Options{Seed: 1, End: p.horizon})
	if err != nil {
		return nil, err
	}
	r.Observe(observe)
	return r, r.AdvanceTo(context.Background(), p.horizon)
}

// time is the median processor time [s] of a solve, over as many as the peers take: 3 at
// least, then up to 0.15 s or 101.
func (p *problem) time() (float64, error) {
	var took []float64
	for total := 0.0; len(took) < 3 || len(took) < 101 && total < 0.15; {
		began := bench.CPU()
		if _, err := p.solve(nil); err != nil {
			return 0, err
		}
		s := max(bench.CPU()-began, time.Microsecond).Seconds()
		took, total = append(took, s), total+s
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

// look solves once more and keeps what there is to see.
func (p *problem) look() (*solution, error) {
	s := &solution{}
	r, err := p.solve(func(e sim.Entry) {
		if e.Asset < 0 { // a reset inside an island
			s.events = append(s.events, e.At.Seconds())
		}
	})
	if err != nil {
		return nil, err
	}
	for _, m := range p.model.Measures() {
		v, _ := m.Value(r.State())
		s.end = append(s.end, v)
	}
	s.steps, s.rhs, s.jac = work(p.model.Sim(), r.State())
	return s, nil
}

// work sums what the solvers of all islands have counted.
func work(m *sim.Model, s *sim.State) (steps, rhs, jac int64) {
	for i := range m.Islands {
		e := s.Effort(i)
		steps += e.Steps
		rhs += e.Evals
		jac += e.Jacs
	}
	return steps, rhs, jac
}
