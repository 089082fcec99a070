package plant_test

import (
	"context"
	"fmt"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// A scenario is compiled once, gets other numbers, runs, and says what became of its parts.
func ExampleModel_With() {
	sc, err := scenarios.Parse(&source.File{Name: "press.yaml", Data: []byte(`plantwin: 1
name: press
assets:
  in: {kind: source, every: 20 s, to: press}
  press: {kind: machine, cycle: 12 s, queue: 5, to: out}
  out: {kind: sink}
run: {for: 100 s, warmup: 0 s}
measure: {busy: press.busy, done: out.done}
`)}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	base, err := plant.Compile(sc)
	if err != nil {
		fmt.Println(err) // every fault with its line and what to do
		return
	}
	fast, err := base.With([]plant.Setting{{Path: "press.cycle", Value: 6}}) // SI: 6 s
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range []*plant.Model{base, fast} {
		run, err := sim.New(m.Sim(), sim.Options{Seed: 1})
		if err != nil {
			fmt.Println(err)
			return
		}
		journal := m.Journal(run)
		if err := run.AdvanceTo(context.Background(), m.Plan().For); err != nil {
			fmt.Println(err)
			return
		}
		for _, x := range m.Measures() {
			v, _ := x.Value(run.State())
			fmt.Printf("%s %.2f  ", x.Name, v)
		}
		second := journal.Stays()[1]
		fmt.Println(second.Resource, second.Start, second.Complete)
	}
	// Output:
	// busy 0.48  done 4.00  press 20s 32s
	// busy 0.24  done 4.00  press 20s 26s
}
