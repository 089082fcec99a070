package sim

import (
	"bytes"
	"context"
	"crypto/sha256"
	"strings"
	"testing"
	"time"
)

// sealed puts a right checksum under damaged data.
func sealed(b []byte) []byte {
	n := max(0, len(b)-sha256.Size)
	sum := sha256.Sum256(b[:n])
	return append(append([]byte(nil), b[:n]...), sum[:]...)
}

func TestLoadRefuses(t *testing.T) {
	m, _ := works(t, 0.8, "1.0")
	r := begin(t, m, Options{Seed: 1})
	to(t, r, 20*time.Second)
	good := saved(t, r)
	newer, _ := works(t, 0.8, "1.1")
	foreign, _, err := newMM1(0.8)
	if err != nil {
		t.Fatal(err)
	}
	foreign.Version = "1.0"
	flipped := bytes.Clone(good)
	flipped[len(good)/2] ^= 1
	for _, c := range []struct {
		m    *Model
		data []byte
		want string
	}{
		{m, nil, "not a checkpoint"},
		{m, []byte("hello"), "not a checkpoint"},
		{m, good[:len(magic)+3], "end too early"},
		{m, good[:len(good)-1], "damaged"},
		{m, flipped, "damaged"},
		{m, sealed(good[:len(good)-8]), ""},
		{newer, good, "version"},
		{foreign, good, "shape"},
	} {
		if _, err := Load(c.m, bytes.NewReader(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d bytes: error %v does not say %q", len(c.data), err, c.want)
		}
	}
	if _, err := Load(m, bytes.NewReader(good)); err != nil {
		t.Error(err)
	}
}

// FuzzLoad: whatever the bytes, under a right checksum, Load gives an error or a
// run that can be saved, read, cloned and moved on without a panic of the
// kernel.
func FuzzLoad(f *testing.F) {
	m, u := works(f, 0.8, "v")
	r := begin(f, m, Options{Seed: 1, Record: true})
	to(f, r, 20*time.Second)
	good := saved(f, r)
	f.Add(uint32(0), []byte{})
	f.Add(uint32(200), []byte{255, 255})
	f.Add(uint32(len(good)-40), []byte{1, 2, 3})
	f.Fuzz(func(t *testing.T, at uint32, patch []byte) {
		b := bytes.Clone(good)
		copy(b[int(at)%len(b):], patch)
		x, err := Load(m, bytes.NewReader(sealed(b)))
		if err != nil {
			return
		}
		x.Clone()
		saved(t, x)
		x.s.Read(Ref{StoreVar, 0, 1})
		x.s.Stat(Ref{StoreLevel, u.queue, 0}, StatQuantile, 0.5)
		x.s.Stat(Ref{StoreVar, 0, 0}, StatMean, 0)
	})
}

// In steady state nothing is allocated: neither by the line nor by islands that
// are cut at every event, with histograms.
func TestNoAllocations(t *testing.T) {
	m, _ := works(t, 0.8, "v")
	lean, _, err := newMM1(0.8)
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*Model{"line": lean, "line and island": m} {
		r := begin(t, m, Options{Seed: 1})
		at := 3000 * time.Second
		to(t, r, at)
		ctx := context.Background()
		allocs := testing.AllocsPerRun(20, func() {
			at += 10 * time.Second
			if err := r.AdvanceTo(ctx, at); err != nil {
				t.Fatal(err)
			}
		})
		// The clerk's own list grows by append; no more than that.
		if allocs > 3 || name == "line" && allocs > 0 {
			t.Errorf("%s: %v allocations in 10 s", name, allocs)
		}
	}
}
