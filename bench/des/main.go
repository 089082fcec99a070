// Command des runs the workloads of the discrete-event comparison on plantwin
// and prints one line for each:
//
//	des mm1 CUSTOMERS [SEED]     des mm5 CUSTOMERS [SEED]
//	des line10 PARTS [SEED]      des hold PENDING EVENTS [SEED]
//
// The queues and the line are compiled from bench/scenarios and keep all their
// statistics; the hold model drives the kernel alone. The seconds are those of
// the run, after compiling. A run has a horizon instead of a number of customers:
// the one at which that many are expected; the number that came is printed and
// divided by.
package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/plantwin/plantwin/bench"
	"github.com/plantwin/plantwin/sim"
)

// workload is a scenario with what is known of it.
type workload struct {
	perSecond float64 // customers or parts expected a simulated second
	unit      string
	events    int64 // a customer's or part's
	measure   string
	check     string // with the measure's value put in
}

var workloads = map[string]workload{
	"mm1": {0.8, "customers", 2, "wait", "Wq:%.4f/want:4"},
	"mm5": {4, "customers", 2, "wait", "Wq:%.4f/want:0.5541"},
	// 0.504 where a down machine loads the next part, 0.502 where it does not.
	"line10": {0.503, "parts", 10, "throughput", "throughput:%.5f"},
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "des:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return errors.New("name a workload (mm1 mm5 line10 hold) and its size")
	}
	numbers := make([]int, len(args)-1)
	for i, a := range args[1:] {
		n, err := strconv.Atoi(a)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number above 0", a)
		}
		numbers[i] = n
	}
	numbers = append(numbers, 1) // the seed, if none is given
	if args[0] == "hold" {
		if len(numbers) < 3 {
			return errors.New("hold needs PENDING and EVENTS")
		}
		return hold(numbers[0], numbers[1], numbers[2])
	}
	w, ok := workloads[args[0]]
	if !ok {
		return fmt.Errorf("there is no workload %q (mm1 mm5 line10 hold)", args[0])
	}
	return w.run(args[0], numbers[0], numbers[1])
}

// horizon is the simulated time [s] as ticks.
func horizon(seconds float64) (time.Duration, error) {
	t, err := sim.Ticks(seconds)
	if err == nil && t > sim.Longest {
		err = errors.New("that many take longer than a run may last")
	}
	return t, err
}

// advance runs a fresh run up to t and times it.
func advance(r *sim.Run, t time.Duration) (time.Duration, error) {
	began := time.Now()
	err := r.AdvanceTo(context.Background(), t)
	return time.Since(began), err
}

func (w workload) run(name string, n, seed int) error {
	m, err := bench.Model(name)
	if err != nil {
		return err
	}
	t, err := horizon(float64(n) / w.perSecond)
	if err != nil {
		return err
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: uint64(seed)})
	if err != nil {
		return err
	}
	took, err := advance(r, t)
	if err != nil {
		return err
	}
	inside, made := r.State().Parts()
	value := math.NaN()
	for _, x := range m.Measures() {
		if x.Name == w.measure {
			value, _ = x.Value(r.State())
		}
	}
	print(name, w.unit, made-inside, w.events*(made-inside), took, fmt.Sprintf(w.check, value))
	return nil
}

func hold(pending, events, seed int) error {
	m, err := bench.Hold(pending)
	if err != nil {
		return err
	}
	t, err := horizon(float64(events) / float64(pending))
	if err != nil {
		return err
	}
	r, err := sim.New(m, sim.Options{Seed: uint64(seed)})
	if err != nil {
		return err
	}
	took, err := advance(r, t)
	if err != nil {
		return err
	}
	check := fmt.Sprintf("now*pending/n:%.4f/want:1", t.Seconds()*float64(pending)/float64(r.Events()))
	print(fmt.Sprint("hold", pending), "events", r.Events(), r.Events(), took, check)
	return nil
}

// print writes one line as the peers do. The events of line10 leave out the
// breakdowns, which are 0.4 a part.
func print(name, unit string, n, events int64, took time.Duration, check string) {
	s := took.Seconds()
	fmt.Printf("workload=%s peer=plantwin n=%d seconds=%.3f rate=%.0f%s/s events_per_s=%.0f check=%s\n",
		name, n, s, float64(n)/s, unit, float64(events)/s, check)
}
