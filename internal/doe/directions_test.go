package doe

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// order is the least e with x^e = 1 modulo a polynomial over the field of two elements; 2^degree - 1 if it is primitive.
func order(poly uint32, degree int) int {
	x, e := uint32(2), 1
	if degree == 1 {
		x = 1
	}
	for ; x != 1; e++ {
		x <<= 1
		if x>>degree&1 == 1 {
			x ^= poly
		}
		if e > 1<<degree {
			return 0
		}
	}
	return e
}

// quality is the t of the two coordinates as a net of 2^m points: m less the largest number of leading rows, however divided,
// that are independent (Joe and Kuo, SIAM J. Sci. Comput. 30 (2008) 2635-2654, section 2). 0 is the best.
func quality(a, b [32]uint32, m int) int {
	row := func(v *[32]uint32, r int) (out uint32) {
		for k := range m {
			out |= v[k] >> (31 - r) & 1 << k
		}
		return out
	}
	for k := m; k > 0; k-- {
		all := true
		for first := 0; first <= k && all; first++ {
			var rows []uint32
			for r := range first {
				rows = append(rows, row(&a, r))
			}
			for r := range k - first {
				rows = append(rows, row(&b, r))
			}
			all = rank(rows) == k
		}
		if all {
			return m - k
		}
	}
	return m
}

func rank(rows []uint32) int {
	n := 0
	for i := range rows {
		if rows[i] == 0 {
			continue
		}
		n++
		low := rows[i] & -rows[i]
		for j := i + 1; j < len(rows); j++ {
			if rows[j]&low != 0 {
				rows[j] ^= rows[i]
			}
		}
	}
	return n
}

// The table holds primitive polynomials and odd numbers below 2^k, and no two coordinates are badly spread together.
func TestDirections(t *testing.T) {
	seen := map[uint32]bool{}
	sum, pairs := 0, 0
	for j := range MaxDims {
		v := directionsOf(j)
		if j > 0 {
			d := &directions[j-1]
			s := len(d.m)
			if order(d.poly, s) != 1<<s-1 || seen[d.poly] {
				t.Errorf("polynomial %b of degree %d is not primitive, or stands twice", d.poly, s)
			}
			seen[d.poly] = true
			for k, m := range d.m {
				if m%2 == 0 || m >= 2<<k {
					t.Errorf("coordinate %d: m%d = %d", j, k+1, m)
				}
			}
		}
		for i := range j {
			q := quality(v, directionsOf(i), 10)
			if q > 6 {
				t.Errorf("coordinates %d and %d: t = %d of 10", i, j, q)
			}
			sum, pairs = sum+q, pairs+1
		}
	}
	if mean := float64(sum) / float64(pairs); mean > 3 {
		t.Errorf("mean t of pairs is %.2f", mean)
	}
}

// TestSearchDirections writes the table anew: of 400 seeded candidates for each coordinate the one with the best pairs.
func TestSearchDirections(t *testing.T) {
	if os.Getenv("PLANTWIN_DIRECTIONS") == "" {
		t.Skip("set PLANTWIN_DIRECTIONS=1 to write directions.go")
	}
	r := rand.New(rand.NewPCG(1967, 2008))
	var b strings.Builder
	table := [][32]uint32{directionsOf(0)}
	for s := 1; s <= 8; s++ {
		for poly := uint32(1)<<s | 1; poly < 2<<s; poly += 2 {
			if order(poly, s) != 1<<s-1 {
				continue
			}
			best, score := direction{}, 1e9
			for range 400 {
				d := direction{poly: poly}
				for k := range s {
					d.m = append(d.m, uint32(r.IntN(1<<k))*2+1)
				}
				v, now := expand(&d), 0.0
				for i := range table {
					for _, m := range []int{5, 7, 10} {
						q := float64(quality(v, table[i], m))
						now += q * q * q
					}
				}
				if now < score {
					best, score = d, now
				}
			}
			table = append(table, expand(&best))
			fmt.Fprintf(&b, "\t{%d, []uint32{%s}},\n", best.poly, strings.Trim(strings.ReplaceAll(fmt.Sprint(best.m), " ", ", "), "[]"))
		}
	}
	fmt.Println(b.String())
}
