package bench

import (
	"fmt"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
)

// motors is the kind of the machines of Islands: winding and housing of a motor
// that is warm while its machine works, cooled by air and by radiation.
const motors = `plantwin: 1
name: motors
kinds:
  motor:
    about: Winding and housing of a motor
    source: Two lumped masses; Incropera and DeWitt, Fundamentals of Heat and Mass Transfer, 1.2 and 5.3
    parameters: {C: {unit: J/K}, H: {unit: J/K}, g: {unit: W/K}, a: {unit: W/K}, r: {unit: W/K4}, p: {unit: W}}
    inputs: {load: {unit: 1}, ambient: {unit: K}}
    states: {T: {unit: K, start: 293.15, nominal: 1}, B: {unit: K, start: 293.15, nominal: 1}}
    equations:
      - C*der(T) = p*load - g*(T - B)
      - H*der(B) = g*(T - B) - a*(B - ambient) - r*(B^4 - ambient^4)
assets:
`

// Islands compiles a plant of n machines with a motor each. A machine gets 1.5
// parts an hour, whose coming and going are three events. With joined all motors
// name one of them, without feeling it, and so are one system of equations.
func Islands(n int, joined bool) (*plant.Model, error) {
	var b strings.Builder
	b.WriteString(motors)
	for i := range n {
		ambient := "20 degC"
		if joined && i > 0 {
			ambient = "293.15 K + 0*(motor0.B - motor0.T)"
		}
		fmt.Fprintf(&b, "  in%d: {kind: source, every: {dist: exponential, mean: 40 min}, to: m%d}\n", i, i)
		fmt.Fprintf(&b, "  m%d: {kind: machine, cycle: {dist: exponential, mean: 20 min}, queue: unlimited, to: out%d}\n", i, i)
		fmt.Fprintf(&b, "  out%d: {kind: sink}\n", i)
		fmt.Fprintf(&b, "  motor%d: {kind: motor, C: 2000 J/K, H: 9000 J/K, g: 12 W/K, a: 4 W/K, r: 2e-8 W/K4, p: 350 W, load: m%d.busy, ambient: %s}\n", i, i, ambient)
	}
	b.WriteString("run: {for: 10 h, warmup: 0 s}\nmeasure: {")
	for i := range n {
		fmt.Fprintf(&b, "T%d: {value: motor%d.T.last, unit: K}, B%d: {value: motor%d.B.last, unit: K}, ", i, i, i, i)
	}
	b.WriteString("throughput: plant.throughput}\n")
	sc, err := scenarios.Parse(&source.File{Name: "motors.yaml", Data: []byte(b.String())}, nil)
	if err != nil {
		return nil, err
	}
	return plant.Compile(sc)
}
