package fits

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/internal/table"
)

// TestMachineShop ranks families by program of a machine shop through the event
// log of a scenario: an activity is a run of a program, as long as it was active
// (holds are taken out). The README of the data says that the lognormal is best
// in 17 of the 21 programs with 60 or more runs.
func TestMachineShop(t *testing.T) {
	log, programs := shopLog(t, filepath.Join(shared(t, "data", "machine_shop"), "runs.csv"))
	if len(programs) != 21 {
		t.Fatalf("%d programs have 60 or more runs, want 21", len(programs))
	}
	var cycle strings.Builder
	for _, p := range programs {
		fmt.Fprintf(&cycle, ", %s: 1 min", p)
	}
	sc := parse(t, `
plantwin: 1
name: Machine shop
products:
  job: {route: {file: runs.csv, case: case, at: machine, name: program, start: start}}
assets:
  jobs: {kind: source, makes: job, to: route}
  shop: {kind: machine, queue: unlimited, cycle: {by: part.step`+cycle.String()+`}, to: route}
  out: {kind: sink}
run: {for: 1 d}
calibrate:
  programs:
    events: runs.csv
    columns: {asset: machine, activity: program, case: case, start: start, complete: complete}
    fit: {shop.cycle: [lognormal, gamma, weibull]}
`, map[string]string{"runs.csv": log})
	first := 0
	fits := fit(t, sc)
	for _, p := range fits.Overlay {
		if p.Value.Get("dist").Text == "lognormal" {
			first++
		}
	}
	if len(fits.Overlay) != 21 || first != 17 {
		t.Errorf("the lognormal is best in %d of %d programs, want 17 of 21", first, len(fits.Overlay))
	}
}

// shopLog makes a log of the runs of programs with 60 or more of them.
func shopLog(t *testing.T, path string) (log string, programs []string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tab, err := table.ReadCSV(path, raw)
	if err != nil {
		t.Fatal(err)
	}
	col := func(name string) *table.Column {
		c, err := tab.Column(name)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	program, start, active := col("program"), col("start"), col("active_s")
	count := map[string]int{}
	for _, p := range program.Text {
		count[p]++
	}
	var b strings.Builder
	b.WriteString("case,machine,program,start,complete\n")
	for i, p := range program.Text {
		if count[p] < 60 {
			continue
		}
		ns, err := table.ParseTime(start.Text[i])
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(0, ns).UTC()
		end := at.Add(time.Duration(active.Float[i] * 1e9))
		const form = "2006-01-02T15:04:05.000000Z"
		fmt.Fprintf(&b, "%d,shop,p%s,%s,%s\n", i, p, at.Format(form), end.Format(form))
	}
	for p, n := range count {
		if n >= 60 {
			programs = append(programs, "p"+p)
		}
	}
	sort.Strings(programs)
	return b.String(), programs
}
