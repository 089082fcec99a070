package line

import (
	"math"
	"sort"
)

// ways are the places that a fleet goes to and how it gets from one to another. They are constant: distances follow from
// where assets stand and from the network.
type ways struct {
	net    *network     // nil: straight across the floor
	at     [][2]float64 // [m], of the places: stops, and the nodes of the network
	lanes  []lane       // pieces of edges between places
	out    [][]int32    // of each place: the lanes that begin there
	row    []int32      // of each place: its row in next and far if it is a stop, else none
	next   [][]int32    // [row of the goal][place]: the lane to take
	far    [][]float64  // [row of the goal][place]: the distance along the lanes [m]
	splits [][]split    // of each edge of the network
}

// lane is a piece of an edge in one direction.
type lane struct {
	from, to int32
	length   float64 // [m]
	zones    []int32
}

// split is a place on an edge, at a share of its length.
type split struct {
	share float64
	place int32
}

func newWays(net *network) *ways {
	w := &ways{net: net}
	if net != nil {
		w.at = append(w.at, net.at...)
		w.splits = make([][]split, len(net.edges))
	}
	return w
}

// stop gives the place from which a point is served: the point itself, or the nearest of the network.
func (w *ways) stop(p [2]float64) int32 {
	place := none
	if w.net == nil {
		for i, q := range w.at {
			if q == p {
				return int32(i)
			}
		}
		w.at = append(w.at, p)
		return int32(len(w.at) - 1)
	}
	best, share, edge := math.Inf(1), 0.0, none
	for i := range w.net.edges {
		e := &w.net.edges[i]
		a, b := w.net.at[e.from], w.net.at[e.to]
		t := project(a, b, p)
		if d := distance(p, along(a, b, t)); d < best-1e-9 {
			best, share, edge = d, t, int32(i)
		}
	}
	if edge == none {
		return none
	}
	e := &w.net.edges[edge]
	switch {
	case share <= 1e-9:
		return e.from
	case share >= 1-1e-9:
		return e.to
	}
	for _, x := range w.splits[edge] {
		if math.Abs(x.share-share) <= 1e-9 {
			return x.place
		}
	}
	place = int32(len(w.at))
	w.at = append(w.at, along(w.net.at[e.from], w.net.at[e.to], share))
	w.splits[edge] = append(w.splits[edge], split{share, place})
	return place
}

// project is the share of the way from a to b at which the segment is nearest to p.
func project(a, b, p [2]float64) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	square := float64(dx*dx) + float64(dy*dy)
	if square == 0 {
		return 0
	}
	t := (float64((p[0]-a[0])*dx) + float64((p[1]-a[1])*dy)) / square
	return math.Max(0, math.Min(1, t))
}

func along(a, b [2]float64, t float64) [2]float64 {
	return [2]float64{a[0] + float64(t*(b[0]-a[0])), a[1] + float64(t*(b[1]-a[1]))}
}

func distance(a, b [2]float64) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	return math.Sqrt(float64(dx*dx) + float64(dy*dy))
}

// finish makes the lanes and the shortest ways to every stop. Cost: a Dijkstra for each stop.
func (w *ways) finish(stops []int32) {
	if w.net == nil {
		return
	}
	w.out = make([][]int32, len(w.at))
	for i := range w.net.edges {
		e := &w.net.edges[i]
		list := append([]split{{0, e.from}, {1, e.to}}, w.splits[i]...)
		sort.SliceStable(list, func(a, b int) bool { return list[a].share < list[b].share })
		for k := 1; k < len(list); k++ {
			a, b := list[k-1].place, list[k].place
			w.addLane(a, b, e.zones)
			if !e.oneWay {
				w.addLane(b, a, e.zones)
			}
		}
	}
	w.row = make([]int32, len(w.at))
	for i := range w.row {
		w.row[i] = none
	}
	in := make([][]int32, len(w.at))
	for i := range w.lanes {
		in[w.lanes[i].to] = append(in[w.lanes[i].to], int32(i))
	}
	for _, p := range stops {
		if w.row[p] == none {
			w.row[p] = int32(len(w.next))
			next, far := w.shortest(p, in)
			w.next, w.far = append(w.next, next), append(w.far, far)
		}
	}
}

func (w *ways) addLane(a, b int32, zones []int32) {
	w.out[a] = append(w.out[a], int32(len(w.lanes)))
	w.lanes = append(w.lanes, lane{a, b, distance(w.at[a], w.at[b]), zones})
}

// shortest gives for every place the lane that leads to the goal on the shortest way, ties to the lane that comes first,
// and the distance (Dijkstra, Numerische Mathematik 1, 1959, 269-271), +Inf where there is none.
func (w *ways) shortest(goal int32, in [][]int32) ([]int32, []float64) {
	n := len(w.at)
	next, far, done := make([]int32, n), make([]float64, n), make([]bool, n)
	for i := range next {
		next[i], far[i] = none, math.Inf(1)
	}
	far[goal] = 0
	heap := []int32{goal}
	for len(heap) > 0 {
		k := 0 // the open places are few on a plan of aisles: a scan is as fast as a heap
		for i, p := range heap {
			if far[p] < far[heap[k]] || far[p] == far[heap[k]] && p < heap[k] {
				k = i
			}
		}
		p := heap[k]
		heap[k] = heap[len(heap)-1]
		heap = heap[:len(heap)-1]
		done[p] = true
		for _, l := range in[p] {
			q := w.lanes[l].from
			d := far[p] + w.lanes[l].length
			if done[q] || d > far[q] || d == far[q] && l >= next[q] {
				continue
			}
			if math.IsInf(far[q], 1) {
				heap = append(heap, q)
			}
			next[q], far[q] = l, d
		}
	}
	return next, far
}

// length is the distance from a place to a stop [m], +Inf where there is no way.
func (w *ways) length(from, to int32) float64 {
	if w.net == nil {
		return distance(w.at[from], w.at[to])
	}
	return w.far[w.row[to]][from]
}

// stretch is how far a vehicle goes from a place on its way to a stop, from which it is not, without entering or leaving a
// zone: the lane that it enters (none across the floor), the place where the stretch ends and its length. With single only
// one lane is taken.
func (w *ways) stretch(from, to int32, single bool) (first, end int32, length float64) {
	if w.net == nil {
		return none, to, distance(w.at[from], w.at[to])
	}
	next := w.next[w.row[to]]
	first = next[from]
	for end = from; end != to; {
		l := &w.lanes[next[end]]
		if end != from && (single || !sameZones(w.lanes[first].zones, l.zones)) {
			break
		}
		length += l.length
		end = l.to
	}
	return first, end, length
}

// zones are those of a lane, which may be none.
func (w *ways) zones(lane int32) []int32 {
	if lane < 0 {
		return nil
	}
	return w.lanes[lane].zones
}

func sameZones(a, b []int32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
