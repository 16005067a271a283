// Command client-go-informer keeps Pods as a client-go program does: a shared informer over
// protobuf, its first list streamed, managed fields stripped before anything is kept. It says on
// stdout what every receiver says; ../README.md describes the words.
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	ours = "weft.dev/"
	sent = ours + "sent" // microseconds since 1970 at which the change was sent
)

// stripManagedFields is what controller-runtime's TransformStripManagedFields does.
func stripManagedFields(in any) (any, error) {
	if object, err := meta.Accessor(in); err == nil && object.GetManagedFields() != nil {
		object.SetManagedFields(nil)
	}
	return in, nil
}

// slim keeps the fields that weft's projection keeps, and nothing else.
func slim(in any) (any, error) {
	pod, ok := in.(*corev1.Pod)
	if !ok {
		return in, nil
	}
	kept := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name: pod.Name, Namespace: pod.Namespace, UID: pod.UID, Labels: pod.Labels,
			ResourceVersion: pod.ResourceVersion, Generation: pod.Generation,
			CreationTimestamp: pod.CreationTimestamp, DeletionTimestamp: pod.DeletionTimestamp,
			Finalizers: pod.Finalizers,
		},
		Spec:   corev1.PodSpec{NodeName: pod.Spec.NodeName},
		Status: corev1.PodStatus{PodIP: pod.Status.PodIP},
	}
	for name, value := range pod.Annotations {
		if strings.HasPrefix(name, ours) {
			metav1.SetMetaDataAnnotation(&kept.ObjectMeta, name, value)
		}
	}
	return kept, nil
}

// onlooker is the informer's handler; client-go calls it from one goroutine.
type onlooker struct {
	expected  int // Pods of the first list
	seen      int
	latencies []int64 // microseconds
	arrived   atomic.Int64
}

func (o *onlooker) OnAdd(any, bool) {
	if o.seen++; o.seen == o.expected {
		fmt.Printf("synced %d\n", time.Now().UnixMicro())
	}
}

func (o *onlooker) OnUpdate(before, now any) {
	stamp := now.(*corev1.Pod).Annotations[sent]
	if stamp == "" || stamp == before.(*corev1.Pod).Annotations[sent] {
		return
	}
	if at, err := strconv.ParseInt(stamp, 10, 64); err == nil {
		o.latencies = append(o.latencies, time.Now().UnixMicro()-at)
		o.arrived.Add(1)
	}
}

func (o *onlooker) OnDelete(any) {}

func run(kubeconfig, keep string, expected int) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.ContentType = runtime.ContentTypeProtobuf
	config.AcceptContentTypes = runtime.ContentTypeProtobuf + "," + runtime.ContentTypeJSON
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	transform := stripManagedFields
	if keep == "slim" {
		transform = slim
	}
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0,
		informers.WithTransform(transform))
	handler := &onlooker{expected: expected}
	if _, err := factory.Core().V1().Pods().Informer().AddEventHandler(handler); err != nil {
		return err
	}

	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM, syscall.SIGUSR2)
	stop := make(chan struct{})
	factory.Start(stop)
	for <-told != syscall.SIGTERM {
		fmt.Printf("arrived %d\n", handler.arrived.Load())
	}
	close(stop)
	factory.Shutdown() // waits for the handler's goroutine

	out := bufio.NewWriter(os.Stdout)
	for _, one := range handler.latencies {
		fmt.Fprintf(out, "latency %d\n", one)
	}
	return out.Flush()
}

func main() {
	var expected int
	var err error
	if len(os.Args) == 4 {
		expected, err = strconv.Atoi(os.Args[3])
	}
	if len(os.Args) != 4 || err != nil {
		fmt.Fprintln(os.Stderr, "client-go-informer KUBECONFIG full|slim PODS")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], expected); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var _ cache.ResourceEventHandler = (*onlooker)(nil)
