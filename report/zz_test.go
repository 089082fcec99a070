package report

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/scenarios"
)

func TestZZ(t *testing.T) {
	file := os.Getenv("ZZ")
	if file == "" {
		t.Skip()
	}
	sc, err := scenarios.Load(file, scenarios.Options{Data: []string{os.Getenv("ZZDATA")}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := experiment.Prepare(sc)
	if err != nil {
		t.Fatal(err)
	}
	t0 := time.Now()
	r, err := experiment.Run(context.Background(), p.Study, &experiment.Local{Sim: p}, experiment.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(time.Since(t0), r.Manifest.Decision, r.Manifest.Pilot, r.Manifest.WarmUp, r.Manifest.Replications)
	for _, k := range r.KPIs {
		fmt.Println(k)
	}
	for _, k := range r.Failures {
		fmt.Println(k)
	}
	r.Manifest.Certify(experiment.Provenance{Version: "x"})
	i, _ := p.Study.Index(r.Manifest.Decision.Winner)
	WriteFile("/tmp", r, SheetOf(p.Models[0], p.Models[i]))
}
