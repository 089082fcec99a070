package bench

import (
	"fmt"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// Cells compiles a plant of n cells that know nothing of one another, three assets each: a source, a machine and a sink, as
// an M/M/1 queue of load 0.8. An event costs the same in a large plant as in a small one if nothing grows with it.
func Cells(n int) (*plant.Model, error) {
	var b strings.Builder
	b.WriteString("plantwin: 1\nname: cells\nassets:\n")
	for i := range n {
		fmt.Fprintf(&b, "  in%d: {kind: source, every: {dist: exponential, mean: 1.25 s}, to: m%d}\n", i, i)
		fmt.Fprintf(&b, "  m%d: {kind: machine, cycle: {dist: exponential, mean: 1 s}, queue: unlimited, to: out%d}\n", i, i)
		fmt.Fprintf(&b, "  out%d: {kind: sink}\n", i)
	}
	b.WriteString("run: {for: 1 d, warmup: 0 s}\nmeasure: {throughput: plant.throughput}\n")
	sc, err := scenarios.Parse(&source.File{Name: "cells.yaml", Data: []byte(b.String())}, nil)
	if err != nil {
		return nil, err
	}
	return plant.Compile(sc)
}
