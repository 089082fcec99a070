package line

import (
	"fmt"
	"math"
)

// Gap is the distance between a place that a fleet serves and the point of its network from which it does. Vehicles pass it in no time.
type Gap struct {
	Fleet, Asset int     // whose setting Key is the place
	Key          string  // "at", "park", "battery.at"
	Far          float64 // [m]
	Network      string
}

const (
	// farGap is the share of the diagonal of a network from which a place is too far from every aisle to be served from there. Generous, so
	// that plans drawn in outline pass; a wrong unit, swapped coordinates or an aisle forgotten do not.
	farGap = 0.5
	// wideGap is the share from which it is told.
	wideGap = 0.1
)

// checkGap notes how far a place stands from the network, and refuses what is too far.
func (u *fleet) checkGap(c *compiler, i, asset int, key string, far float64) {
	if u.ways.net == nil {
		return
	}
	name, size := u.ways.net.name, u.ways.net.diagonal()
	for _, g := range u.gaps {
		if g.Asset == asset && g.Key == key {
			return
		}
	}
	if far >= wideGap*size {
		u.gaps = append(u.gaps, Gap{i, asset, key, far, name})
	}
	if far > farGap*size {
		c.fault(asset, key, "correct the position, or lead an aisle of "+name+" to it", "%s is %s from the nearest aisle of %s, which is %s across", key, Metres(far), name, Metres(size))
	}
}

// diagonal is that of the smallest rectangle round all nodes [m].
func (u *network) diagonal() float64 {
	lo, hi := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, p := range u.at {
		for k := range p {
			lo[k], hi[k] = math.Min(lo[k], p[k]), math.Max(hi[k], p[k])
		}
	}
	return distance(lo, hi)
}

// Gaps are those of fleets whose places are a tenth or more of the size of their network away from it, in order of fleet.
func (l *Line) Gaps() (out []Gap) {
	for _, b := range l.bound {
		if u, ok := b.(*fleet); ok {
			out = append(out, u.gaps...)
		}
	}
	return out
}

// Metres writes a length to four digits, or to the metre.
func Metres(x float64) string {
	if x >= 1000 {
		return fmt.Sprintf("%.0f m", x)
	}
	return fmt.Sprintf("%.4g m", x)
}
