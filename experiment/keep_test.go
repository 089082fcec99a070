package experiment

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A run that was interrupted at any place, with a record cut in two, goes on to the same bytes; what was finished is not run
// again.
func TestResume(t *testing.T) {
	s := fakeStudy("base", "more")
	s.Plan.Auto = true
	f := &fake{gain: []float64{0, 2}, shared: 3, own: 1, fails: func(t Task) bool { return t.Variant == 1 && t.Replication == 4 }}
	want := bytesOf(t, mustRun(t, s, f, 2, Options{Series: 2}))
	name := filepath.Join(t.TempDir(), "x.partial")
	for _, after := range []int{1, 7, 13, 25} {
		ctx, cancel := context.WithCancel(context.Background())
		k, err := Keep(&Local{Sim: f, Workers: 2}, name, "id", false)
		if err != nil {
			t.Fatal(err)
		}
		done := 0
		_, err = Run(ctx, s, k, Options{Series: 2, Progress: func(p Progress) {
			if done++; done == after {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if k.Close(false) != nil || k.Err() != nil {
			t.Fatal(k.Err())
		}
		data, _ := os.ReadFile(name)
		if k.Len() > 0 {
			data = data[:len(data)-3]
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Keep(&Local{Sim: f}, name, "other", true); !errors.As(err, new(*OtherRun)) {
			t.Errorf("another run goes on: %v", err)
		}
		counted := &counter{Simulator: f}
		k, err = Keep(&Local{Sim: counted, Workers: 1}, name, "id", true)
		if err != nil {
			t.Fatal(err)
		}
		had := k.Len()
		res, err := Run(context.Background(), s, k, Options{Series: 2})
		if err != nil {
			t.Fatal(err)
		}
		if bytesOf(t, res) != want {
			t.Errorf("interrupted after %d: other bytes", after)
		}
		if all := 10 + 20; counted.n != all-had || k.Len() != all {
			t.Errorf("interrupted after %d: %d of %d were kept, and %d were run again", after, had, all, counted.n)
		}
		if err := k.Close(true); err != nil {
			t.Error(err)
		}
	}
	if _, err := Keep(&Local{Sim: f}, name, "id", true); err == nil {
		t.Error("nothing goes on")
	}
}

// counter counts the runs of one worker.
type counter struct {
	Simulator
	n int
}

func (c *counter) Simulate(ctx context.Context, t Task) Outcome {
	c.n++
	return c.Simulator.Simulate(ctx, t)
}

// Records of a file that is damaged anywhere are dropped, and nothing panics.
func TestDamagedOutcomes(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.partial")
	k, err := Keep(nil, name, "id", false)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		k.write((&Task{Replication: i}).key(), Outcome{Values: []float64{float64(i)}})
	}
	if err := k.Close(false); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(name)
	for at := len(keptMagic) + 3; at < len(data); at += 7 {
		bad := bytes.Clone(data)
		bad[at] ^= 0x41
		if err := os.WriteFile(name, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		k, err := Keep(nil, name, "id", true)
		if err != nil {
			t.Fatal(err)
		}
		if k.Len() > 2 {
			t.Fatalf("byte %d is damaged, and %d records are taken", at, k.Len())
		}
		k.Close(false)
	}
}
