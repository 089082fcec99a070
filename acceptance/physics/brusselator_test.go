package physics

import (
	"fmt"
	"math"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

// brusselator writes the scenario of the one-dimensional Brusselator with n cells (Hairer and Wanner, Solving Ordinary
// Differential Equations II, eq. IV.1.6').
func brusselator(n int) *source.File {
	var b, run strings.Builder
	fmt.Fprintf(&b, "plantwin: 1\nname: Brusselator\nkinds:\n  problem:\n    parameters: {spread: {unit: 1}}\n    states:\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "      u_%d: {unit: 1, start: %.17g}\n      v_%d: {unit: 1, start: 3}\n", i, 1+math.Sin(2*math.Pi*float64(i)/float64(n+1)), i)
		fmt.Fprintf(&run, "%s u_%d: p.u_%d.last, v_%d: p.v_%d.last", map[bool]string{true: "", false: ","}[i == 1], i, i, i, i)
	}
	fmt.Fprintf(&b, "    equations:\n")
	at := func(name string, i int, edge string) string {
		if i == 0 || i == n+1 {
			return edge
		}
		return fmt.Sprintf("%s_%d", name, i)
	}
	for i := 1; i <= n; i++ {
		u, v := at("u", i, ""), at("v", i, "")
		fmt.Fprintf(&b, "      - der(%s)*1 s = 1 + %s^2*%s - 4*%s + spread*(%s - 2*%s + %s)\n", u, u, v, u, at("u", i-1, "1"), u, at("u", i+1, "1"))
		fmt.Fprintf(&b, "      - der(%s)*1 s = 3*%s - %s^2*%s + spread*(%s - 2*%s + %s)\n", v, u, u, v, at("v", i-1, "3"), v, at("v", i+1, "3"))
	}
	fmt.Fprintf(&b, "assets: {p: {kind: problem, spread: %.17g}}\nrun: {for: 10 s}\nmeasure: {%s}\n", 0.02*float64((n+1)*(n+1)), run.String())
	return &source.File{Name: "brusselator.yaml", Data: []byte(b.String())}
}
