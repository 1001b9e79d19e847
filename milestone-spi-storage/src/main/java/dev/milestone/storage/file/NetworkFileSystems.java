package dev.milestone.storage.file;

import java.util.Set;

/**
 * Types of file systems, as the operating system names them, whose files are on another machine.
 */
final class NetworkFileSystems {

  private static final Set<String> TYPES =
      Set.of(
          "nfs",
          "nfs3",
          "nfs4",
          "cifs",
          "smb",
          "smb2",
          "smb3",
          "smbfs",
          "9p",
          "afpfs",
          "webdav",
          "afs",
          "coda",
          "ncpfs",
          "ceph",
          "glusterfs",
          "lustre",
          "gpfs",
          "beegfs",
          "ocfs2",
          "gfs2",
          "davfs",
          "prl_fs",
          "vboxsf",
          "vmhgfs",
          "virtiofs");

  private static final Set<String> FUSE =
      Set.of(
          "fuse.sshfs",
          "fuse.s3fs",
          "fuse.gcsfuse",
          "fuse.rclone",
          "fuse.davfs",
          "fuse.davfs2",
          "fuse.glusterfs",
          "fuse.ceph",
          "fuse.ceph-fuse",
          "fuse.smbnetfs",
          "fuse.curlftpfs",
          "fuse.vmhgfs-fuse",
          "fuse.goofys",
          "fuse.blobfuse",
          "fuse.blobfuse2",
          "fuse.juicefs",
          "fuse.mfs");

  private NetworkFileSystems() {}

  static boolean isNetwork(String type) {
    return TYPES.contains(type) || FUSE.contains(type);
  }
}
