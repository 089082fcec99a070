package experiment

import (
	"context"
	"runtime"
	"sync"
)

// Local carries tasks out on this machine.
type Local struct {
	Sim     Simulator
	Workers int // 0: one for each core
}

// Size is the number of workers in force.
func (l *Local) Size() int {
	if l.Workers > 0 {
		return l.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// Run implements Runner. It returns nil; the outcome of a failed run says so itself.
func (l *Local) Run(ctx context.Context, tasks <-chan Task, outcomes chan<- Outcome) error {
	var wg sync.WaitGroup
	for range l.Size() {
		wg.Go(func() {
			for t := range tasks {
				o := l.Sim.Simulate(ctx, t)
				o.Number = t.Number
				select {
				case outcomes <- o:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	wg.Wait()
	return nil
}
