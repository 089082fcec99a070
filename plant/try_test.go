package plant_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

func TestTry(t *testing.T) {
	f := os.Getenv("TRY")
	if f == "" {
		t.Skip()
	}
	sc, err := scenarios.Load(f, scenarios.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := plant.Compile(sc)
	if err != nil {
		t.Fatal(err)
	}
	for rep := 1; rep < 3; rep++ {
		t0 := time.Now()
		r, err := sim.New(m.Sim(), sim.Options{Seed: m.Plan().Seed, Replication: rep, WarmUp: m.Plan().WarmUp})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.AdvanceTo(context.Background(), m.Plan().For); err != nil {
			t.Fatal(err)
		}
		for _, x := range m.Measures() {
			v, ok := x.Value(r.State())
			fmt.Println(x.Name, v, x.Unit.Text, ok)
		}
		fmt.Println(time.Since(t0), r.Events())
	}
}
